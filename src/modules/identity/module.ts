// Long because it is where all of the module is put together and its front door is made.
import type { Id } from '#kernel/id.ts';
import { type Database, sql, type Tx } from '#platform/db.ts';
import { DEMO_SECOND_FACTOR } from '#platform/dev-idp/acr.ts';
import type { Authenticate, HttpHandler } from '#platform/http.ts';
import { newId } from '#platform/ids.ts';
import type { Module } from '#platform/module.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Access, IdentityApi } from './api.ts';
import { readCookie, SESSION } from './cookies.ts';
import { createErasureRegister } from './erasures.ts';
import { createSignIn } from './http.ts';
import { identityJobs } from './jobs.ts';
import { createOidcClient, OidcSettings } from './oidc.ts';
import { claimOperations } from './operations-claims.ts';
import { directoryOperations } from './operations-directory.ts';
import { factorOperations } from './operations-factors.ts';
import { keptByIdentity } from './operations-kept.ts';
import { mandateOperations } from './operations-mandates.ts';
import { ownOperations } from './operations-own.ts';
import { keepConsents, privacyOperations } from './operations-privacy.ts';
import { dataRequestOperations } from './operations-requests.ts';
import { dueRequestOperations, type ForgettingSource, type PersonalSource } from './operations-requests-due.ts';
import { retentionOperations } from './operations-retention.ts';
import type { KeptData } from './operations-retention-shared.ts';
import { staffOperations } from './operations-staff.ts';
import { systemOperations } from './operations-system.ts';
import type { CompanyRegister, Ports, Vault } from './ports.ts';
import { displayNames, nameOf, openContact, writeParty } from './records.ts';
import {
  API_KEY_PREFIX,
  actorOfApiKey,
  actorOfSession,
  apiKeyIsLive,
  canonicalIdentifier,
  judgeSession,
  mandateIsLive,
  scopeCovers,
  shouldTouch,
} from './rules.ts';
import { createPasskeys, totp } from './second-factors.ts';
import * as parties from './store-parties.ts';
import { consentTo, withdrawConsent } from './store-privacy.ts';
import * as sessions from './store-sessions.ts';
import * as standing from './store-standing.ts';
import { createVault, loadMasterKey, tokens } from './vault.ts';

export interface IdentityParts {
  readonly database: Database;
  readonly dataDir: string;
  /** Scheme, host and port people type; asked when needed, since the port may be picked at start. */
  readonly baseUrl: () => string;
  /** The same for one tenant's pages; a passkey is bound to them. */
  readonly baseUrlOf: (tenant: Tenant) => string;
  readonly environment: NodeJS.ProcessEnv;
  /** The provider of tenants that name none; undefined: the development provider of this program at `/dev-id`. */
  readonly oidc: { issuer: string; clientId: string; clientSecret: string | undefined } | undefined;
  /** Whether the development provider may vouch for a second factor in one click. */
  readonly demo: boolean;
  /** Counts one try to sign in from an address; throws `request.too-many`. */
  readonly limitSignIn: (address: string) => Promise<void>;
  readonly callAsSystem: (tenant: Tenant, operation: string, input: unknown, requestId: string) => Promise<unknown>;
  readonly register?: CompanyRegister;
  readonly now?: () => Temporal.Instant;
  readonly fetch?: typeof fetch;
}

/** Where a tenant's people sign in: its own setting `oidc`, the installation's provider, or the development one. */
function settingsOf(parts: IdentityParts): (tenant: Tenant) => OidcSettings {
  return (tenant) => {
    if (tenant.settings.oidc !== undefined) return OidcSettings.parse(tenant.settings.oidc);
    if (parts.oidc !== undefined) {
      return OidcSettings.parse({
        issuer: parts.oidc.issuer,
        clientId: parts.oidc.clientId,
        ...(parts.oidc.clientSecret === undefined ? {} : { clientSecretVariable: 'OIDC_CLIENT_SECRET' }),
      });
    }
    return OidcSettings.parse({
      issuer: `${parts.baseUrl()}/dev-id`,
      clientId: `amanah-${tenant.key}`,
      scope: 'openid profile phone email',
      segmentParameter: 'segment',
      ...(parts.demo ? { secondFactorAcr: DEMO_SECOND_FACTOR } : {}),
    });
  };
}

export interface Identity {
  readonly module: Module;
  readonly api: IdentityApi;
  /** `/auth/…` */
  readonly handler: HttpHandler;
  readonly authenticate: Authenticate;
  /** The installation's secret, from which the program derives its other keys. Never leaves the process. */
  readonly secret: Uint8Array;
  /** Seals texts of the program itself, such as secrets it shares with other systems. */
  readonly sealer: Pick<Vault, 'sealText' | 'openText'>;
}

/** Wires the module. Reads or makes the installation's master key. */
export function createIdentity(parts: IdentityParts): Identity {
  const { database } = parts;
  const now = parts.now ?? (() => Temporal.Now.instant());
  const secret = loadMasterKey(parts.dataDir, parts.environment.AMANAH_MASTER_KEY);
  const vault = createVault(secret);
  const ports: Ports = { vault, tokens, totp, passkeys: createPasskeys('أمانة'), originOf: parts.baseUrlOf };

  async function accessOfSession(
    token: string,
    tenant: Tenant,
    channel: Access['actor']['channel'],
  ): Promise<Access | undefined> {
    const at = now();
    const session = await database.transaction(
      tenant.id,
      (tx) => sessions.findSession(tx, tokens.digestOf(token), at.toString()),
      { readOnly: true },
    );
    if (session === undefined || judgeSession(session, at) !== 'live') return undefined;
    if (shouldTouch(session, at)) {
      await database.transaction(tenant.id, (tx) => sessions.touchSession(tx, session.id, at.toString()));
    }
    const { mandate } = session;
    const actingFor =
      mandate === null
        ? null
        : {
            partyId: mandate.fromParty,
            name: nameOf(vault, tenant.id, {
              id: mandate.fromParty,
              name: session.fromName,
              sealedName: session.fromSealedName,
              wrappedKey: session.fromWrappedKey,
            }),
          };
    const name = nameOf(vault, tenant.id, { ...session, id: session.partyId });
    return {
      actor: actorOfSession(session, tenant.id, channel),
      person: { partyId: session.partyId, name, digits: session.digits, actingFor },
      scopes: null,
      rateClass: 'standard',
    };
  }

  async function accessOfKey(key: string, tenant: Tenant) {
    const at = now();
    return database.transaction(tenant.id, async (tx): Promise<Access | undefined> => {
      const found = await sessions.findApiKey(tx, tokens.digestOf(key));
      if (found === undefined || !apiKeyIsLive(found, at)) return undefined;
      const ids = found.ownerId === null ? [found.partyId] : [found.partyId, found.ownerId];
      const names = await displayNames(tx, vault, tenant.id, ids);
      const { ownerId } = found;
      return {
        actor: actorOfApiKey(found, tenant.id),
        person: {
          partyId: found.partyId,
          name: names.get(found.partyId) ?? {},
          digits: null,
          actingFor: ownerId === null ? null : { partyId: ownerId, name: names.get(ownerId) ?? {} },
        },
        scopes: found.scopes,
        rateClass: found.rateClass,
      };
    });
  }

  const tenantOfTx = async (tx: Tx): Promise<number> =>
    (await sql<{ id: number }>`select platform.current_tenant() as id`.execute(tx)).rows[0]!.id;

  const personalSources: PersonalSource[] = [];
  const forgettingSources: ForgettingSource[] = [];
  const kept: KeptData[] = [...keptByIdentity];
  const api: IdentityApi = {
    tellOf: (source) => void personalSources.push(source),
    forgetWith: (source) => void forgettingSources.push(source),
    keeps: (...given) => void kept.push(...given),
    noteConsents: keepConsents,
    consentTo,
    withdrawConsent: async (tx, subjectId, purpose) =>
      (await withdrawConsent(tx, subjectId, purpose, now().toString())) > 0,
    actorFor: (token, tenant, channel) =>
      token.startsWith(API_KEY_PREFIX) ? accessOfKey(token, tenant) : accessOfSession(token, tenant, channel),
    endSession: (token, tenant) =>
      database.transaction(tenant.id, async (tx) => {
        const at = now().toString();
        const session = await sessions.findSession(tx, tokens.digestOf(token), at);
        if (session !== undefined) await sessions.revokeSession(tx, session.id, session.partyId, at);
      }),
    scopeCovers,
    displayNames: async (tx, ids) => displayNames(tx, vault, await tenantOfTx(tx), ids),
    teamsOf: standing.teamsOf,
    membersOf: standing.membersOf,
    teams: standing.teams,
    findTeamFor: standing.findTeamFor,
    partiesWithRole: (tx, role, municipalityId = null) =>
      standing.partiesWithRole(tx, role, municipalityId, now().toString()),
    async contactsOf(tx, partyIds) {
      const tenantId = await tenantOfTx(tx);
      const found = await parties.findParties(tx, [...new Set(partyIds)]);
      const contacts = await parties.contactsOf(
        tx,
        found.map((party) => party.id),
      );
      return found.flatMap((party) => {
        const { wrappedKey } = party;
        if (wrappedKey === null) return [];
        const told = (kind: 'mobile' | 'email') => {
          const row = contacts.find((one) => one.partyId === party.id && one.kind === kind && one.verified);
          return row === undefined ? null : openContact(vault, tenantId, wrappedKey, row);
        };
        return [
          {
            partyId: party.id,
            mobile: told('mobile'),
            email: told('email'),
            name: nameOf(vault, tenantId, party),
            language: party.language === 'en' ? ('en' as const) : ('ar' as const),
          },
        ];
      });
    },
    contactOf: async (tx, partyId) => (await api.contactsOf(tx, [partyId]))[0],
    async findPartyByCode(tx, code) {
      const party = await parties.findPartyByCode(tx, code);
      return party && { id: party.id, name: nameOf(vault, await tenantOfTx(tx), party) };
    },
    async partyOfIdentifier(tx, identifier) {
      const tenantId = await tenantOfTx(tx);
      const { kind, value } = identifier;
      const digest = vault.digest(tenantId, kind, canonicalIdentifier(identifier) ?? value);
      const known = await parties.findPartyByIdentifier(tx, 'public', kind, digest);
      if (known !== undefined) return known.id;
      const id = newId();
      const person = kind === 'NATIONAL_ID' || kind === 'IQAMA';
      const facts = { id, kind: person ? ('person' as const) : ('organisation' as const), name: null };
      await writeParty(tx, vault, tenantId, { ...facts, identifiers: [identifier] }, undefined, now());
      return id;
    },
    async mayStillAct(tx, actor) {
      if (actor.onBehalfOf === null || actor.partyId === null) return true;
      const own = await standing.mandatesTo(tx, actor.partyId);
      return own.some((mandate) => mandate.fromParty === actor.onBehalfOf && mandateIsLive(mandate, now()));
    },
    async sealFor(tx, partyId, field, text) {
      const party = await parties.findParty(tx, partyId);
      if (!party?.wrappedKey) return undefined;
      return vault.subject(await tenantOfTx(tx), partyId, party.wrappedKey).seal(`other/${field}`, text);
    },
    lookupDigest: (tenant, kind, value) => vault.digest(tenant.id, `other/${kind}`, value),
    addPerson: async (tx, id, language) =>
      writeParty(tx, vault, await tenantOfTx(tx), { id, kind: 'person', name: null, language }, undefined, now()),
    erasePerson: parties.erase,
    async identifiersOf(tx, partyId) {
      const party = await parties.findParty(tx, partyId);
      if (!party?.wrappedKey) return [];
      const subject = vault.subject(await tenantOfTx(tx), partyId, party.wrappedKey);
      const known = await parties.identifiersOf(tx, partyId);
      return known.map(({ kind, sealed }) => ({ kind, value: subject.open(`identifier/${kind}`, sealed) }));
    },
    async openForAll(tx, field, sealed) {
      const tenantId = await tenantOfTx(tx);
      const ids = sealed.map(({ partyId }) => partyId);
      const keys = new Map((await parties.findParties(tx, ids)).map(({ id, wrappedKey }) => [id, wrappedKey]));
      const opened = sealed.flatMap(({ partyId, sealed: bytes }): [Id, string][] => {
        const key = keys.get(partyId);
        return key ? [[partyId, vault.subject(tenantId, partyId, key).open(`other/${field}`, bytes)]] : [];
      });
      return new Map(opened);
    },
    async openFor(tx, partyId, field, sealed) {
      const party = await parties.findParty(tx, partyId);
      if (!party?.wrappedKey) return undefined;
      return vault.subject(await tenantOfTx(tx), partyId, party.wrappedKey).open(`other/${field}`, sealed);
    },
  };

  return {
    module: {
      name: 'identity',
      operations: [
        ...ownOperations(ports),
        ...factorOperations(ports),
        ...[...mandateOperations(ports), ...claimOperations(ports, parts.register)],
        ...staffOperations(ports, forgettingSources),
        ...directoryOperations(ports),
        ...systemOperations(ports),
        ...retentionOperations(ports, kept),
        ...privacyOperations(kept),
        ...dataRequestOperations(ports),
        ...dueRequestOperations(ports, personalSources, forgettingSources),
      ],
      jobs: identityJobs(createErasureRegister(parts.dataDir)),
    },
    api,
    secret,
    sealer: vault,
    handler: createSignIn({
      oidc: createOidcClient(settingsOf(parts), {
        environment: parts.environment,
        ...(parts.fetch === undefined ? {} : { fetch: parts.fetch }),
      }),
      vault,
      tokens,
      now,
      limit: parts.limitSignIn,
      callAsSystem: parts.callAsSystem,
      async renewToken(tenant, sessionId) {
        const { token, digest } = tokens.create();
        const changed = await database.transaction(tenant.id, (tx) => sessions.setToken(tx, sessionId, digest));
        return changed === 1 ? token : undefined;
      },
    }),
    async authenticate({ cookie, authorization }, tenant) {
      if (authorization !== undefined) {
        // Sessions are for cookies, which scripts cannot read; a bearer is always a service key.
        const key = /^Bearer\s+(amk_\S+)$/i.exec(authorization)?.[1];
        const access = key && (await api.actorFor(key, tenant, 'api'));
        if (!access) return undefined;
        return { ...access, mayCall: (operation) => access.scopes === null || scopeCovers(access.scopes, operation) };
      }
      // Over https a cookie without the prefix may have been planted by a neighbouring host.
      const plain = parts.baseUrl().startsWith('https:') ? undefined : readCookie(cookie, SESSION, false);
      const token = readCookie(cookie, SESSION, true) ?? plain;
      return token === undefined ? undefined : await api.actorFor(token, tenant, 'web');
    },
  };
}
