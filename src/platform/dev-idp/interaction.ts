import { randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { toAsciiDigits } from '#kernel/arabic.ts';
import { passesLuhn } from '#kernel/check-digits.ts';
import { DEMO_SECOND_FACTOR } from './acr.ts';
import { answer, at, type Challenge, newChallenge } from './challenge.ts';
import * as pages from './pages.ts';
import type { PageLanguage } from './words.ts';

/** Somebody made up who can sign in; `login` is a national ID or iqama number. */
export interface DevAccount extends pages.ListedAccount {
  readonly mobile?: string;
  readonly email?: string;
}

export interface DevIdpOptions {
  /** Address of the provider: scheme, host, port and `/dev-id`; asked at the first request, when the port is known. */
  readonly issuer: () => string;
  readonly dataDir: string;
  readonly accountsOf: (tenantKey: string) => Promise<readonly DevAccount[]> | readonly DevAccount[];
  /** Whether an employee's second factor may be ticked here. */
  readonly demo: boolean;
  readonly now?: () => number;
  /** Told of a failure nobody foresaw. */
  readonly failed?: (error: unknown) => void;
}

export const MOUNT = '/dev-id';
/** Each tenant's pages are one client. */
export const CLIENT = /^amanah-([a-z][a-z0-9-]{1,30})$/;
const FORM_LIMIT = 8_192;

/** A number that could be an identity number: Saudi ones must have a right check digit. */
export const isIdentityNumber = (text: string): boolean => /^[12]\d{9}$/.test(text) && passesLuhn(text);

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > FORM_LIMIT) break;
  }
  return new URLSearchParams(text.slice(0, FORM_LIMIT));
}

/** Security headers of a page; `sendTo` is where the browser goes when the sign-in ends: forms may lead there. */
export function secure(response: ServerResponse, sendTo: string | null): void {
  const target = sendTo !== null && URL.canParse(sendTo) ? ` ${new URL(sendTo).origin}` : '';
  response.setHeader(
    'content-security-policy',
    `default-src 'none'; style-src ${pages.STYLE_HASH}; font-src 'self'; form-action 'self'${target}; base-uri 'none'; frame-ancestors 'none'`,
  );
  response.setHeader('cache-control', 'no-store');
  response.setHeader('referrer-policy', 'no-referrer');
}

/** What the person sees between the request for a sign-in and its answer. */
export function createInteractions(options: DevIdpOptions, now: () => number) {
  const challenges = new Map<string, Challenge>();

  async function handle(request: IncomingMessage, response: ServerResponse, provider: Provider): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://here.invalid');
    const [, , , uid = '', step = ''] = url.pathname.split('/');
    const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams();
    let details: Awaited<ReturnType<Provider['interactionDetails']>>;
    const asked = form.get('lang') ?? url.searchParams.get('lang');
    try {
      details = await provider.interactionDetails(request, response);
    } catch {
      secure(response, null);
      response.writeHead(410, { 'content-type': 'text/html; charset=utf-8' });
      response.end(pages.failurePage({ language: asked === 'en' ? 'en' : 'ar' }, true, ''));
      return;
    }
    const locale = String(details.params.ui_locales ?? 'ar');
    const language: PageLanguage = (asked ?? locale).startsWith('en') ? 'en' : 'ar';
    const base = `${MOUNT}/interaction/${uid}`;
    const tenantKey = CLIENT.exec(String(details.params.client_id))?.[1] ?? '';
    const accounts = await options.accountsOf(tenantKey);
    const wantsSecond = options.demo && String(details.params.acr_values ?? '').includes(DEMO_SECOND_FACTOR);
    const other = `${base}?lang=${language === 'ar' ? 'en' : 'ar'}`;
    const send = (html: string, status = 200) => {
      secure(response, String(details.params.redirect_uri ?? ''));
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
    };
    const goto = (location: string) => response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
    const stored = challenges.get(uid);
    const challenge = stored && at(stored, now());
    const offerSecond = (one: Challenge) =>
      wantsSecond && accounts.some((account) => account.login === one.login && account.employee);
    const begin = (login: string) => {
      const numbers = new Set<number>();
      while (numbers.size < 3) numbers.add(randomInt(10, 100));
      challenges.set(uid, newChallenge(login, [...numbers], randomInt(3), now()));
    };
    const finish = (one: Challenge) => {
      challenges.delete(uid);
      const login = {
        accountId: `${tenantKey}:${one.login}`,
        remember: false,
        ...(one.secondFactor ? { acr: DEMO_SECOND_FACTOR, amr: ['mfa'] } : {}),
      };
      return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
    };
    const ask = (wrong: { value: string } | null) =>
      send(
        pages.askPage(
          { language, otherLanguage: other },
          `${base}/start`,
          accounts,
          wrong,
          details.params.segment === 'employee',
        ),
        wrong ? 422 : 200,
      );

    switch (`${request.method} ${step}`) {
      case 'GET ':
        if (challenge === undefined) return ask(null);
        if (challenge.state === 'COMPLETED') return finish(challenge);
        if (challenge.state === 'WAITING') {
          return void send(pages.waitPage({ language, otherLanguage: other }, base, challenge, offerSecond(challenge)));
        }
        return void send(pages.endPage({ language, otherLanguage: other }, base, challenge.state));
      case 'POST start': {
        const value = toAsciiDigits(form.get('number') ?? '').replace(/[\s-]/g, '');
        if (!isIdentityNumber(value) && !accounts.some((account) => account.login === value)) {
          return ask({ value: (form.get('number') ?? '').slice(0, 20) });
        }
        begin(value);
        return void goto(`${base}?lang=${language}`);
      }
      case 'POST again':
        if (challenge !== undefined) begin(challenge.login);
        return void goto(`${base}?lang=${language}`);
      case 'POST another':
        challenges.delete(uid);
        return void goto(`${base}?lang=${language}`);
      case 'POST cancel':
        challenges.delete(uid);
        return provider.interactionFinished(
          request,
          response,
          { error: 'access_denied', error_description: 'cancelled by the person' },
          { mergeWithLastSubmission: false },
        );
      case 'GET phone':
        if (challenge === undefined) return void send(pages.failurePage({ language }, true, ''), 410);
        if (challenge.state !== 'WAITING') return void send(pages.endPage({ language }, base, challenge.state));
        return void send(pages.phonePage({ language }, base, challenge, offerSecond(challenge)));
      case 'POST phone': {
        if (challenge === undefined) return void send(pages.failurePage({ language }, true, ''), 410);
        const second = form.get('second') === 'yes' && offerSecond(challenge);
        const answered = answer(challenge, form.get('number') || null, second, now());
        challenges.set(uid, answered);
        if (form.get('here') === 'yes') return void goto(`${base}?lang=${language}`);
        return void send(pages.endPage({ language }, base, answered.state === 'WAITING' ? 'EXPIRED' : answered.state));
      }
      default:
        return void send(pages.failurePage({ language }, true, ''), 404);
    }
  }

  /** Challenges of abandoned sign-ins go with the interactions they belong to. */
  function forgetAbandoned(): void {
    for (const [uid, one] of challenges) if (now() > one.expiresAt + 900_000) challenges.delete(uid);
  }

  return { handle, forgetAbandoned };
}
