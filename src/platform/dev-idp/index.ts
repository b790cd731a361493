import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Provider } from 'oidc-provider';
import type { NodeHandler } from '../http.ts';
import { DEMO_SECOND_FACTOR } from './acr.ts';
import {
  CLIENT,
  createInteractions,
  type DevAccount,
  type DevIdpOptions,
  isIdentityNumber,
  MOUNT,
  secure,
} from './interaction.ts';
import { loadProviderKeys } from './keys.ts';
import { memoryAdapter } from './memory.ts';
import * as pages from './pages.ts';
import { words } from './words.ts';

export type { DevIdpOptions } from './interaction.ts';

const fontFolder = join(
  dirname(createRequire(import.meta.url).resolve('@fontsource/ibm-plex-sans-arabic/package.json')),
  'files',
);

/**
 * A provider of OpenID Connect for development and demonstrations, shaped like the national single sign-on and marked
 * as a test on every page. Made-up people only; no passwords. It keeps what is under way in memory.
 */
export function createDevIdp(options: DevIdpOptions): NodeHandler {
  const now = options.now ?? Date.now;
  const interactions = createInteractions(options, now);
  let started: Promise<{ provider: Provider; handle: ReturnType<Provider['callback']> }> | undefined;

  async function findAccount(accountId: string): Promise<DevAccount | undefined> {
    const split = accountId.indexOf(':');
    const tenantKey = accountId.slice(0, split);
    const login = accountId.slice(split + 1);
    const listed = (await options.accountsOf(tenantKey)).find((account) => account.login === login);
    if (listed !== undefined) return listed;
    if (!isIdentityNumber(login)) return undefined;
    // The national service knows everybody; here anybody with a well-formed number is somebody new.
    const name = { ar: `${words.ar.newcomer} ${login.slice(-4)}`, en: `${words.en.newcomer} ${login.slice(-4)}` };
    return { login, name, about: {}, employee: false };
  }

  async function start() {
    const issuer = options.issuer();
    const base = new URL(issuer);
    // Loaded when somebody first signs in: an installation with a provider of its own never needs it.
    const { Provider } = await import('oidc-provider');
    const keys = await loadProviderKeys(options.dataDir);
    const provider = new Provider(issuer, {
      adapter: memoryAdapter(now),
      jwks: keys.jwks as never,
      expiresWithSession: () => false,
      cookies: {
        keys: keys.cookieKeys,
        names: { interaction: 'dev_id_interaction', resume: 'dev_id_resume', session: 'dev_id' },
      },
      // Each tenant's pages are their own client; which addresses they may be sent back to is decided below.
      clients: [],
      claims: {
        openid: ['sub'],
        profile: ['name', 'name#ar', 'name#en', 'national_id'],
        phone: ['phone_number'],
        email: ['email'],
      },
      scopes: ['openid', 'profile', 'phone', 'email'],
      acrValues: options.demo ? [DEMO_SECOND_FACTOR] : [],
      extraParams: ['segment'],
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
      interactions: { url: (_context, interaction) => `${MOUNT}/interaction/${interaction.uid}` },
      ttl: { Interaction: 900, AuthorizationCode: 60, AccessToken: 300, IdToken: 300, Session: 900, Grant: 900 },
      async findAccount(_context, accountId) {
        const account = await findAccount(accountId);
        if (account === undefined) return undefined;
        return {
          accountId,
          claims: () => ({
            sub: accountId,
            name: account.name.ar ?? account.name.en,
            'name#ar': account.name.ar,
            'name#en': account.name.en,
            ...(isIdentityNumber(account.login) ? { national_id: account.login } : {}),
            ...(account.mobile ? { phone_number: account.mobile } : {}),
            ...(account.email ? { email: account.email } : {}),
          }),
        };
      },
      // The program's own pages need nobody's consent to learn who signed in to them.
      async loadExistingGrant(context) {
        const { client, session, params } = context.oidc;
        const grant = new context.oidc.provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
        grant.addOIDCScope(String(params?.scope ?? 'openid'));
        await grant.save();
        return grant;
      },
      renderError(context, out) {
        context.type = 'html';
        secure(context.res, null);
        context.body = pages.failurePage({ language: 'ar' }, false, `${out.error} ${out.error_description ?? ''}`);
      },
    } as ConstructorParameters<typeof Provider>[1]);
    provider.proxy = base.protocol === 'https:';

    // Clients are not registered one by one: every tenant's pages are one, and all live on this installation's host.
    const find = provider.Client.find.bind(provider.Client);
    const made = new Map<string, unknown>();
    provider.Client.find = async (id: string) => {
      if (!CLIENT.test(id)) return find(id);
      let client = made.get(id);
      if (client === undefined) {
        client = new (provider.Client as unknown as new (metadata: object) => unknown)({
          client_id: id,
          token_endpoint_auth_method: 'none',
          redirect_uris: [`${base.origin}/auth/callback`],
          grant_types: ['authorization_code'],
          response_types: ['code'],
        });
        made.set(id, client);
      }
      return client as Awaited<ReturnType<typeof find>>;
    };
    provider.Client.prototype.redirectUriAllowed = (value: string) => {
      if (!URL.canParse(value)) return false;
      const url = new URL(value);
      const ours = url.hostname === base.hostname || url.hostname.endsWith(`.${base.hostname}`);
      return ours && url.port === base.port && url.protocol === base.protocol && url.pathname === '/auth/callback';
    };
    return { provider, handle: provider.callback() };
  }

  async function font(name: string, response: ServerResponse): Promise<void> {
    if (!pages.FONTS.includes(name)) return void response.writeHead(404).end();
    const bytes = await readFile(join(fontFolder, `ibm-plex-sans-arabic-${name}-normal.woff2`));
    response.writeHead(200, { 'content-type': 'font/woff2', 'cache-control': 'public, max-age=86400' }).end(bytes);
  }

  async function answerRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    started ??= start();
    // A start that failed, as with an unwritable data folder, is tried again by the next request.
    started.catch(() => {
      started = undefined;
    });
    const { provider, handle } = await started;
    const path = (request.url ?? '').split('?')[0]!;
    const fontName = /^\/dev-id\/font\/([a-z]+-\d+)\.woff2$/.exec(path)?.[1];
    if (fontName !== undefined) return font(fontName, response);
    if (path.startsWith(`${MOUNT}/interaction/`)) return interactions.handle(request, response, provider);
    interactions.forgetAbandoned();
    const mounted = request as IncomingMessage & { originalUrl?: string };
    mounted.originalUrl = request.url ?? '/';
    request.url = mounted.originalUrl.slice(MOUNT.length) || '/';
    await handle(request, response);
  }

  return (request, response) => {
    answerRequest(request, response).catch((error: unknown) => {
      options.failed?.(error);
      if (response.headersSent) return void response.destroy();
      secure(response, null);
      response.writeHead(500, { 'content-type': 'text/html; charset=utf-8' });
      response.end(pages.failurePage({ language: 'ar' }, false, ''));
    });
  };
}
