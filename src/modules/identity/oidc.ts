import * as client from 'openid-client';
import { z } from 'zod';
import type { Segment } from '#kernel/actor.ts';
import type { Tenant } from '#platform/tenants.ts';
import { identityProblems } from './problems.ts';

/** How a tenant's people sign in; from its setting `oidc`, completed by the installation's. */
export const OidcSettings = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  /** Name of the environment variable with the client's secret; without one the client is public (PKCE alone). */
  clientSecretVariable: z.string().optional(),
  scope: z.string().default('openid profile'),
  /** Claims that carry the national ID or iqama, the mobile number and the e-mail address. */
  claims: z
    .strictObject({ nationalId: z.string(), mobile: z.string(), email: z.string() })
    .default({ nationalId: 'national_id', mobile: 'phone_number', email: 'email' }),
  /** Name of a request parameter that tells the provider as what the person signs in; providers ignore unknown ones. */
  segmentParameter: z.string().optional(),
  /** The `acr` by which the provider says it asked a second factor of its own; left out, ours is always asked. */
  secondFactorAcr: z.string().optional(),
});
export type OidcSettings = z.infer<typeof OidcSettings>;

/** What the provider told of a person. */
export interface ProviderClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly nationalId: string | undefined;
  readonly name: string | undefined;
  readonly nameAr: string | undefined;
  readonly nameEn: string | undefined;
  readonly mobile: string | undefined;
  readonly email: string | undefined;
  readonly secondFactorProved: boolean;
}

/** An authorization request under way, kept by the browser that began it. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface OidcClient {
  /** Where to send the browser, and what to check when it comes back. Throws `identity.provider-unavailable`. */
  begin(
    tenant: Tenant,
    options: { redirectUri: string; language: string; segment: Segment },
  ): Promise<{ url: URL; pending: Pending }>;
  /**
   * Exchanges the code and checks state, nonce, PKCE and the signature of the ID token.
   * Throws `identity.sign-in-refused` when the person or the provider said no, `identity.sign-in-failed` when anything
   * does not match, `identity.provider-unavailable` when the provider does not answer.
   */
  finish(tenant: Tenant, callback: URL, pending: Pending): Promise<ProviderClaims>;
}

const LOOPBACK = /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/;

function problemOf(error: unknown): Error {
  if (error instanceof client.AuthorizationResponseError) {
    const refused = error.error === 'access_denied' || error.error === 'interaction_required';
    const problem = refused ? identityProblems['sign-in-refused']() : identityProblems['sign-in-failed']();
    problem.cause = error;
    return problem;
  }
  // A provider that answers nonsense or not at all is not the person's fault; a mismatch or a used code is a new start.
  const code = (error as { code?: string }).code ?? '';
  const away = error instanceof TypeError || /TIMEOUT|OAUTH_RESPONSE_IS_NOT_(CONFORM|JSON)/.test(code);
  const problem = away ? identityProblems['provider-unavailable']() : identityProblems['sign-in-failed']();
  problem.cause = error;
  return problem;
}

/** OpenID Connect relying party (authorization code with PKCE, state and nonce). `settingsOf` names each tenant's provider. */
export function createOidcClient(
  settingsOf: (tenant: Tenant) => OidcSettings,
  options: { environment: NodeJS.ProcessEnv; fetch?: typeof fetch },
): OidcClient {
  const configurations = new Map<string, Promise<client.Configuration>>();

  async function discover(settings: OidcSettings): Promise<client.Configuration> {
    const issuer = new URL(settings.issuer);
    const insecure = issuer.protocol === 'http:';
    if (insecure && !LOOPBACK.test(issuer.hostname)) {
      throw new Error(`the identity provider ${settings.issuer} must be reached over https`);
    }
    const secret = settings.clientSecretVariable && options.environment[settings.clientSecretVariable];
    return client.discovery(
      issuer,
      settings.clientId,
      undefined,
      secret ? client.ClientSecretPost(secret) : client.None(),
      {
        timeout: 10,
        execute: [client.enableNonRepudiationChecks, ...(insecure ? [client.allowInsecureRequests] : [])],
        ...(options.fetch === undefined ? {} : { [client.customFetch]: options.fetch as client.CustomFetch }),
      },
    );
  }

  async function configurationOf(settings: OidcSettings): Promise<client.Configuration> {
    const key = `${settings.issuer} ${settings.clientId}`;
    let found = configurations.get(key);
    if (found === undefined) {
      found = discover(settings);
      configurations.set(key, found);
      // A provider that was away is asked again by the next person.
      found.catch(() => configurations.delete(key));
    }
    try {
      return await found;
    } catch (error) {
      const problem = identityProblems['provider-unavailable']();
      problem.cause = error;
      throw problem;
    }
  }

  return {
    async begin(tenant, { redirectUri, language, segment }) {
      const settings = settingsOf(tenant);
      const configuration = await configurationOf(settings);
      const pending: Pending = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: settings.scope,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        ui_locales: language,
        // On a shared computer the provider must not let the next person in on the last one's sign-in.
        prompt: 'login',
        ...(settings.segmentParameter ? { [settings.segmentParameter]: segment } : {}),
        ...(segment === 'employee' && settings.secondFactorAcr ? { acr_values: settings.secondFactorAcr } : {}),
      });
      return { url, pending };
    },

    async finish(tenant, callback, pending) {
      const settings = settingsOf(tenant);
      const configuration = await configurationOf(settings);
      try {
        const tokens = await client.authorizationCodeGrant(configuration, callback, {
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          pkceCodeVerifier: pending.verifier,
          idTokenExpected: true,
        });
        const idToken = tokens.claims()!;
        const more =
          idToken[settings.claims.nationalId] === undefined && configuration.serverMetadata().userinfo_endpoint
            ? await client.fetchUserInfo(configuration, tokens.access_token, idToken.sub)
            : {};
        const claims: Record<string, unknown> = { ...more, ...idToken };
        const text = (name: string) => {
          const value = claims[name];
          return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
        };
        return {
          issuer: idToken.iss,
          subject: idToken.sub,
          nationalId: text(settings.claims.nationalId),
          name: text('name'),
          nameAr: text('name#ar'),
          nameEn: text('name#en'),
          mobile: text(settings.claims.mobile),
          email: text(settings.claims.email),
          secondFactorProved: settings.secondFactorAcr !== undefined && idToken.acr === settings.secondFactorAcr,
        };
      } catch (error) {
        throw problemOf(error);
      }
    },
  };
}
