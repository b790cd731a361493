import { z } from 'zod';
import { SEGMENTS } from '#kernel/actor.ts';
import { Problem } from '#kernel/problem.ts';
import type { Text } from '#kernel/text.ts';
import type { Tenant } from '#platform/tenants.ts';
import { requestProblems } from '#platform/validation.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { clearCookie, readCookie, SESSION, SIGN_IN, setCookie } from './cookies.ts';
import type { Identifier } from './model.ts';
import type { OidcClient, ProviderClaims } from './oidc.ts';
import type { Tokens, Vault } from './ports.ts';
import { identityProblems } from './problems.ts';
import { deviceOf, identifierOfNumber, safeReturn } from './rules.ts';

const SIGN_IN_SECONDS = 600;

const Unfinished = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  segment: z.enum(SEGMENTS),
  return: z.string(),
  until: z.number(),
});

export interface SignInParts {
  readonly oidc: OidcClient;
  readonly vault: Vault;
  readonly tokens: Tokens;
  readonly now: () => Temporal.Instant;
  /** Counts one try to sign in from an address. Throws `request.too-many`. */
  readonly limit: (address: string) => Promise<void>;
  /** Calls an operation as the program itself. */
  readonly callAsSystem: (tenant: Tenant, operation: string, input: unknown, requestId: string) => Promise<unknown>;
  /** Gives a live session a new token and returns it. */
  readonly renewToken: (tenant: Tenant, sessionId: string) => Promise<string | undefined>;
}

type Services = Pick<
  RequestServices,
  'tenant' | 'actor' | 'requestId' | 'protocol' | 'remoteAddress' | 'call' | 'failed'
>;

/** `/auth/…`: sign-in by the tenant's provider, its callback, the second factor, sign-out. Null for any other path. */
export function createSignIn(parts: SignInParts) {
  const { oidc, vault, tokens, now } = parts;

  const originOf = (request: Request, services: Services) => `${services.protocol}://${new URL(request.url).host}`;
  const isSecure = (services: Services) => services.protocol === 'https';

  function redirect(location: string, cookies: readonly string[] = []): Response {
    const headers = new Headers({ location, 'cache-control': 'no-store' });
    for (const cookie of cookies) headers.append('set-cookie', cookie);
    return new Response(null, { status: 303, headers });
  }

  /** The language of a path such as `/ar/…`, or the tenant's first. */
  const languageOf = (path: string, tenant: Tenant): string =>
    tenant.languages.find((tag) => path === `/${tag}` || path.startsWith(`/${tag}/`)) ?? tenant.languages[0] ?? 'ar';

  /** Back to the sign-in page with the reason; it shows the words of the catalogue by the code. */
  function failed(error: unknown, services: Services, path: string): Response {
    if (!(error instanceof Problem)) throw error;
    if (error.cause !== undefined) services.failed(error.cause);
    const query = new URLSearchParams({ problem: error.code, return: path });
    const secure = isSecure(services);
    return redirect(`/${languageOf(path, services.tenant)}/sign-in?${query}`, [clearCookie(SIGN_IN, secure)]);
  }

  /** Refuses a form that another site sent: browsers name the sender of every POST. */
  function assertSameOrigin(request: Request, services: Services): void {
    const origin = request.headers.get('origin');
    const site = request.headers.get('sec-fetch-site');
    const same = origin === null ? site === 'same-origin' : origin === originOf(request, services);
    if (!same) throw requestProblems.forbidden();
  }

  async function signIn(request: Request, services: Services): Promise<Response> {
    const { tenant } = services;
    const query = new URL(request.url).searchParams;
    const path = safeReturn(query.get('return'), `/${tenant.languages[0] ?? 'ar'}`);
    const segment = SEGMENTS.find((one) => one === query.get('segment')) ?? 'individual';
    try {
      await parts.limit(services.remoteAddress);
      const { url, pending } = await oidc.begin(tenant, {
        redirectUri: `${originOf(request, services)}/auth/callback`,
        language: languageOf(path, tenant),
        segment,
      });
      const until = now().epochMilliseconds + SIGN_IN_SECONDS * 1000;
      const unfinished: z.infer<typeof Unfinished> = { ...pending, segment, return: path, until };
      const sealed = vault.sealText(tenant.id, 'sign-in', JSON.stringify(unfinished));
      return redirect(url.href, [setCookie(SIGN_IN, sealed, isSecure(services), SIGN_IN_SECONDS)]);
    } catch (error) {
      return failed(error, services, path);
    }
  }

  /**
   * The unfinished sign-in of this very browser. Without it, whoever plants a callback address on a page could sign
   * somebody else in under the planter's name (RFC 6749, section 10.12).
   */
  function unfinishedOf(request: Request, services: Services): z.infer<typeof Unfinished> | undefined {
    const sealed = readCookie(request.headers.get('cookie'), SIGN_IN, isSecure(services));
    const text = sealed === undefined ? undefined : vault.openText(services.tenant.id, 'sign-in', sealed);
    if (text === undefined) return undefined;
    const unfinished = Unfinished.parse(JSON.parse(text));
    return unfinished.until > now().epochMilliseconds ? unfinished : undefined;
  }

  async function callback(request: Request, services: Services): Promise<Response> {
    const { tenant } = services;
    const secure = isSecure(services);
    const unfinished = unfinishedOf(request, services);
    const path = unfinished?.return ?? `/${tenant.languages[0] ?? 'ar'}`;
    try {
      await parts.limit(services.remoteAddress);
      if (unfinished === undefined) throw identityProblems['sign-in-failed']();
      const address = new URL(
        originOf(request, services) + new URL(request.url).pathname + new URL(request.url).search,
      );
      const claims = await oidc.finish(tenant, address, unfinished);
      const { token, digest } = tokens.create();
      const former = readCookie(request.headers.get('cookie'), SESSION, secure);
      const opened = (await parts.callAsSystem(
        tenant,
        'identity.open-session',
        {
          tokenDigest: Buffer.from(digest).toString('base64url'),
          ...(former === undefined ? {} : { formerDigest: Buffer.from(tokens.digestOf(former)).toString('base64url') }),
          ...personOf(claims, tenant),
          segment: unfinished.segment,
          secondFactorProved: claims.secondFactorProved,
          device: deviceOf(request.headers.get('user-agent')),
        },
        services.requestId,
      )) as { next: 'second-factor' | 'choose-mandate' | null };
      const language = languageOf(path, tenant);
      const onward = new URLSearchParams({ return: path });
      const location =
        opened.next === 'second-factor'
          ? `/${language}/account/second-factor?${onward}`
          : opened.next === 'choose-mandate'
            ? `/${language}/account/acting-for?${onward}`
            : path;
      return redirect(location, [setCookie(SESSION, token, secure), clearCookie(SIGN_IN, secure)]);
    } catch (error) {
      return failed(error, services, path);
    }
  }

  /** Tries what the form holds: a code, or a passkey's answer; with `enrol` it is a new factor's first. */
  async function prove(
    services: Services,
    field: (name: string) => string | undefined,
  ): Promise<{ accepted: boolean; attemptsLeft?: number }> {
    const enrol = field('enrol') === 'yes';
    const answer = field('answer');
    if (answer === undefined) {
      return services.call(enrol ? 'identity.confirm-totp' : 'identity.prove-totp', { code: field('code') ?? '' });
    }
    if (!enrol) return services.call('identity.prove-passkey', { answer: jsonOrEmpty(answer) });
    await services.call('identity.add-passkey', { label: field('label') ?? '', answer: jsonOrEmpty(answer) });
    return { accepted: true };
  }

  /** A form with `code` or `answer`, and `return`; answers with a redirect, back to the page with what was wrong or onward. */
  async function secondFactor(request: Request, services: Services): Promise<Response> {
    assertSameOrigin(request, services);
    const form = await request.formData().catch(() => new FormData());
    const field = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : undefined;
    };
    const { tenant, actor } = services;
    const path = safeReturn(field('return'), `/${tenant.languages[0] ?? 'ar'}`);
    const page = `/${languageOf(path, tenant)}/account/second-factor`;
    const again = (extra: Record<string, string>) =>
      redirect(`${page}?${new URLSearchParams({ return: path, ...extra })}`);
    try {
      const outcome = await prove(services, field);
      if (!outcome.accepted) {
        const left = String(outcome.attemptsLeft ?? 0);
        return again({ left, ...(field('enrol') === 'yes' ? { enrol: 'yes' } : {}) });
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return again({
        problem: error.code,
        ...(error.extra.retryAfter ? { wait: String(error.extra.retryAfter) } : {}),
      });
    }
    // More is open to the session now than when its token was made, so it gets a new one (OWASP ASVS 5.0, 7.2.4).
    const renewed = actor.sessionId === null ? undefined : await parts.renewToken(tenant, actor.sessionId);
    return redirect(path, renewed === undefined ? [] : [setCookie(SESSION, renewed, isSecure(services))]);
  }

  async function signOut(request: Request, services: Services): Promise<Response> {
    assertSameOrigin(request, services);
    const { actor, tenant } = services;
    if (actor.sessionId !== null) {
      try {
        await services.call('identity.revoke-session', { sessionId: actor.sessionId });
      } catch (error) {
        // Ended meanwhile, as from another device: signing out has nothing left to do.
        if (!(error instanceof Problem) || error.code !== 'identity.session-not-found') throw error;
      }
    }
    const form = await request.formData().catch(() => new FormData());
    const wanted = form.get('return');
    const path = safeReturn(typeof wanted === 'string' ? wanted : null, `/${tenant.languages[0] ?? 'ar'}`);
    const headers = [clearCookie(SESSION, isSecure(services))];
    const response = redirect(path, headers);
    // Pages of the person who left are not for the next one's "back" button.
    response.headers.set('clear-site-data', '"cache"');
    return response;
  }

  const routes: Readonly<Record<string, (request: Request, services: Services) => Promise<Response>>> = {
    'GET /auth/sign-in': signIn,
    'GET /auth/callback': callback,
    'POST /auth/second-factor': secondFactor,
    'POST /auth/sign-out': signOut,
  };

  return async (request: Request, services: Services): Promise<Response | null> =>
    (await routes[`${request.method} ${new URL(request.url).pathname}`]?.(request, services)) ?? null;
}

function jsonOrEmpty(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** The input of `identity.open-session` that the provider's claims make. Throws `identity.identity-missing`. */
function personOf(
  claims: ProviderClaims,
  tenant: Tenant,
): { identifiers: Identifier[]; name: { text: Text } | null; mobile?: string; email?: string } {
  const identifiers: Identifier[] = [];
  if (claims.nationalId !== undefined) {
    const identifier = identifierOfNumber(claims.nationalId);
    if (identifier === undefined) throw identityProblems['identity-missing']();
    identifiers.push(identifier);
  } else {
    identifiers.push({ kind: 'OIDC_SUBJECT', value: `${claims.issuer} ${claims.subject}` });
  }
  const text: Record<string, string> = {};
  if (claims.nameAr) text.ar = claims.nameAr;
  if (claims.nameEn) text.en = claims.nameEn;
  const first = tenant.languages[0] ?? 'ar';
  if (claims.name && text[first] === undefined) text[first] = claims.name;
  return {
    identifiers,
    name: Object.keys(text).length > 0 ? { text } : null,
    ...(claims.mobile ? { mobile: claims.mobile } : {}),
    ...(claims.email ? { email: claims.email } : {}),
  };
}
