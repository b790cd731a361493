import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { type Actor, anonymous, systemActor } from '#kernel/actor.ts';
import type { Operation } from '#platform/operations.ts';
import type { Tenant } from '#platform/tenants.ts';
import { TENANTS_FOLDER } from '../../src/seed.ts';
import { type City, type CityOptions, startCity } from '../support/city.ts';
import { inputSchema, sampleOf } from '../support/samples.ts';
import { restRequest } from '../support/send.ts';
import { type UndoSwitch, undoing } from './undo.ts';

/** Everything an operation may name, of one person's case. */
export interface Records {
  readonly caseId: string;
  readonly number: string;
  /** Undefined where whoever asks was never told. */
  readonly code: string | undefined;
  readonly photoId: string;
  readonly partyId: string;
  readonly employeeId: string;
  readonly bodyId: string;
  /** A report everybody may see. */
  readonly publicNumber: string;
  /** A case merged into this one, where there is one. */
  readonly mergedId: string;
  readonly sessionId: string;
  readonly mandateId: string;
  readonly credentialId: string;
  readonly grantId: string;
  readonly keyId: string;
  readonly messageId: string;
  readonly deliveryId: string;
  readonly areaId: string;
  readonly entryId: string;
  readonly letterId: number;
}

/** Texts planted in one person's case, each by the class of who may read it. */
export interface Canaries {
  /** What the reporter wrote, of a report that is not public. */
  readonly description: string;
  readonly contactName: string;
  readonly contactMobile: string;
  readonly contactEmail: string;
  /** A note for the office alone. */
  readonly note: string;
  /** Of the account, not of the report. */
  readonly partyName: string;
  readonly partyMobile: string;
  readonly partyEmail: string;
}

/** Whose case: two residents' and an establishment's in one tenant, one in the other tenant. */
export type Owner = 'first' | 'second' | 'body' | 'foreign';
export type Which = 'own' | 'other' | 'foreign' | 'missing';

export interface Role {
  readonly name: string;
  readonly actor: Actor;
  /** How they show who they are; null: not over the network at all. */
  readonly headers: Readonly<Record<string, string>> | null;
  /** Operations their credential is confined to, where it is. */
  readonly mayCall?: (operation: string) => boolean;
  readonly own: Owner;
  readonly other: Owner;
  /** Canaries this role may read, by the owner of the case. Written from the policy, not from the program. */
  readonly reads: (owner: Owner, canary: keyof Canaries) => boolean;
}

export interface World {
  readonly city: City;
  readonly undo: UndoSwitch;
  readonly roles: readonly Role[];
  readonly records: Readonly<Record<Owner, Records>>;
  readonly missing: Records;
  readonly canaries: Readonly<Record<Owner, Canaries>>;
  close(): Promise<void>;
}

const canariesOf = (owner: Owner, n: number): Canaries => ({
  description: `kanariwasf${owner}`,
  contactName: `kanariism${owner}`,
  contactMobile: `5512340${n}1`,
  contactEmail: `kanaribarid${owner}@example.com`,
  note: `kanarimulahaza${owner}`,
  partyName: `kanarisahib${owner}`,
  partyMobile: `5512340${n}2`,
  partyEmail: `kanarihisab${owner}@example.com`,
});

/** Written into a report that everybody may see, where the public view masks the one and leaves out the other. */
export const OPEN_PHONE = '551234777';
export const OPEN_LANDMARK = 'kanarimaalam';

const NOWHERE = '01900000-0000-7000-8000-00000000dead';
const none = () => false;

/** Cities with one non-public case each for two residents, an establishment, and somebody in the other tenant. */
export async function buildWorld(around?: CityOptions['around']): Promise<World> {
  const undo: UndoSwitch = { on: false };
  const city = await startCity({
    environment: { DEMO: 'off' },
    around: (database) => {
      const undone = undoing(database, undo);
      return around?.(undone) ?? undone;
    },
  });
  const { eastern, boston, asSystem } = city;
  const canaries = {
    first: canariesOf('first', 1),
    second: canariesOf('second', 2),
    body: canariesOf('body', 3),
    foreign: canariesOf('foreign', 4),
  };
  const photo = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#888' } })
    .png()
    .toBuffer();

  const call = async <O>(operation: string, input: Record<string, unknown>, as: { headers: object }, tenant: Tenant) => {
    const request = restRequest(city.composition.pipeline.operations.get(operation)!, input);
    const host = tenant.id === eastern.id ? 'localhost' : `${tenant.key}.localhost`;
    const answer = await city.send({ ...request, host, headers: { ...request.headers, ...as.headers } });
    if (answer.status !== 200) throw new Error(`${operation}: ${answer.status} ${answer.body}\n${city.warnings.at(-1) ?? ''}`);
    return JSON.parse(answer.body) as O;
  };

  /** Gives an account a name and contacts that must not be seen, as its sign-in provider would. */
  async function nameAccount(nationalId: string, texts: Canaries, tenant: Tenant): Promise<void> {
    await asSystem(
      'identity.open-session',
      {
        tokenDigest: createHash('sha256').update(randomBytes(32)).digest('base64url'),
        segment: 'individual',
        identifiers: [{ kind: 'NATIONAL_ID', value: nationalId }],
        name: { text: { ar: texts.partyName, en: texts.partyName } },
        mobile: tenant.id === eastern.id ? `+966${texts.partyMobile}` : '+16175550123',
        email: texts.partyEmail,
        secondFactorProved: false,
        device: '',
      },
      tenant,
    );
  }
  await nameAccount('1000000008', canaries.first, eastern);
  await nameAccount('1000000016', canaries.second, eastern);
  await nameAccount('1000000032', canaries.body, eastern);
  await nameAccount('1000050003', canaries.foreign, boston);

  const first = await city.signIn('resident-1');
  const second = await city.signIn('resident-2');
  const delegate = await city.signIn('delegate-1', { segment: 'business' });
  const foreign = await city.signIn('resident-1', { tenant: boston });
  const triage = await city.signIn('triage-1');
  const foreignTriage = await city.signIn('triage-1', { tenant: boston });
  const foreignAdministrator = await city.signIn('administrator-1', { tenant: boston });

  const one = async (text: string, values: unknown[]): Promise<string> => {
    const [row] = (await city.owner.query<{ id: string }>(text, values)).rows;
    if (row === undefined) throw new Error(`nothing found: ${text}`);
    return row.id;
  };

  async function makeCase(
    owner: Owner,
    as: { headers: Readonly<Record<string, string>>; actor: Actor },
    officer: { headers: Readonly<Record<string, string>> },
    what: { category: string; longitude: number; latitude: number },
    tenant: Tenant,
  ): Promise<Records> {
    const texts = canaries[owner];
    const { id: photoId } = await call<{ id: string }>('documents.upload-photo', { bytes: photo }, as, tenant);
    const made = await call<{ id: string; number: string; trackingCode: string }>(
      'reports.submit',
      {
        category: what.category,
        location: { longitude: what.longitude, latitude: what.latitude },
        description: `بلاغ ${texts.description}`,
        contact: {
          name: texts.contactName,
          mobile: tenant.id === eastern.id ? `0${texts.contactMobile}` : '6175550124',
          email: texts.contactEmail,
        },
        photos: [{ id: photoId }],
      },
      as,
      tenant,
    );
    const note = { id: made.id, action: 'note', input: { text: texts.note, audience: ['office'] } };
    await call('reports.act', note, officer, tenant);
    const key = await asSystem<{ keyId: string }>(
      'identity.create-api-key',
      {
        ownerId: await one(
          `select id from identity.party where tenant_id = $1 and kind = 'agency' order by code limit 1`,
          [tenant.id],
        ),
        name: { ar: 'نظام نموذجي', en: 'Sample system' },
        label: 'sample',
        scopes: ['*'],
      },
      tenant,
    );
    const partyId = as.actor.partyId!;
    return {
      caseId: made.id,
      number: made.number,
      code: made.trackingCode,
      photoId,
      partyId,
      employeeId: await one(`select id from identity.party where tenant_id = $1 and code in ('crew-light', 'triage-1') order by code limit 1`, [tenant.id]),
      publicNumber: made.number,
      mergedId: made.id,
      bodyId: await one(
        `select id from identity.party where tenant_id = $1 and kind in ('agency', 'organisation') order by code desc limit 1`,
        [tenant.id],
      ),
      sessionId: as.actor.sessionId!,
      mandateId: await mandateOf(tenant, partyId),
      credentialId: await one('select id from identity.credential where tenant_id = $1 order by id limit 1', [tenant.id]),
      grantId: await one('select id from identity.role_grant where tenant_id = $1 order by id limit 1', [tenant.id]),
      keyId: key.keyId,
      messageId: NOWHERE,
      deliveryId: NOWHERE,
      areaId: await one('select id from territory.area where tenant_id = $1 union all select $2::uuid limit 1', [
        tenant.id,
        NOWHERE,
      ]),
      entryId: await one('select id from ledger.entry where tenant_id = $1 and subject_id = $2 limit 1', [
        tenant.id,
        made.id,
      ]),
      letterId: tenant.id,
    };
  }

  async function mandateOf(tenant: Tenant, partyId: string): Promise<string> {
    const found = await city.owner.query<{ id: string }>(
      'select id from identity.mandate where tenant_id = $1 order by (to_party = $2) desc, id limit 1',
      [tenant.id, partyId],
    );
    if (found.rows[0] !== undefined) return found.rows[0].id;
    // The other tenant ships without establishments.
    const bodyId = await one(`select id from identity.party where tenant_id = $1 and kind = 'agency' limit 1`, [
      tenant.id,
    ]);
    const { mandateId } = await call<{ mandateId: string }>(
      'identity.grant-mandate',
      { identifier: { kind: 'NATIONAL_ID', value: '1000050003' }, fromParty: bodyId },
      foreignAdministrator,
      tenant,
    );
    return mandateId;
  }

  // BL-05 and LT-06 are never public; Khobar and Dammam are two municipalities.
  const khobar = { longitude: 50.2083, latitude: 26.2794 };
  const dammam = { longitude: 50.1033, latitude: 26.4344 };
  const records = {
    first: await makeCase('first', first, triage, { category: 'BL-05', ...khobar }, eastern),
    second: await makeCase('second', second, triage, { category: 'LT-06', ...dammam }, eastern),
    body: await makeCase('body', delegate, triage, { category: 'LT-06', ...dammam }, eastern),
    foreign: await makeCase(
      'foreign',
      foreign,
      foreignTriage,
      { category: 'ST-01', longitude: -71.06, latitude: 42.33 },
      boston,
    ),
  };
  const open = await call<{ number: string }>(
    'reports.submit',
    { category: 'RD-01', location: dammam, description: `حفرة، اتصلوا على 0${OPEN_PHONE}`, landmark: OPEN_LANDMARK },
    second,
    eastern,
  );
  const twin = await call<{ id: string }>(
    'reports.submit',
    { category: 'BL-05', location: khobar, description: `بلاغ مكرر ${canaries.first.description}` },
    first,
    eastern,
  );
  await call('cases.merge', { id: twin.id, into: records.first.caseId }, triage, eastern);
  Object.assign(records.first, { publicNumber: open.number, mergedId: twin.id });
  Object.assign(records.second, { publicNumber: open.number });
  Object.assign(records.body, { publicNumber: open.number });
  await city.settle();
  for (const tenant of [eastern, boston]) {
    await asSystem('ledger.seal', {}, tenant);
    await city.owner.query(
      `update notifications.delivery set status = 'dead', next_at = null, reason = 'sample' where tenant_id = $1`,
      [tenant.id],
    );

    await city.owner.query(
      `insert into platform.dead_letter (tenant_id, id, subscriber, key, type, payload, at, failed_at, reason)
       values ($1::integer, $1::integer, 'cases.totals', $2, 'cases.changed', $3, now(), now(), $4)`,
      [tenant.id, NOWHERE, JSON.stringify({ note: tenant.id === boston.id ? canaries.foreign.note : 'x' }), 'sample'],
    );
  }
  // Notices went out by the events; each case's reporter has some.
  for (const [owner, found] of Object.entries(records)) {
    const tenant = owner === 'foreign' ? boston : eastern;
    const text = `select m.id, d.id as delivery from notifications.message m
      left join notifications.delivery d on d.tenant_id = m.tenant_id and d.message_id = m.id
      where m.tenant_id = $1 and m.case_id = $2 order by d.id limit 1`;
    const [row] = (await city.owner.query<{ id: string; delivery: string }>(text, [tenant.id, found.caseId])).rows;
    if (row !== undefined) Object.assign(found, { messageId: row.id, deliveryId: row.delivery ?? NOWHERE });
  }

  const roles = await signInRoles(city, { first, second, delegate, foreignAdministrator });
  const missing = Object.fromEntries(
    Object.keys(records.first).map((name) => [
      name,
      name === 'number' || name === 'publicNumber' ? '940-2020-101-000001-0' : name === 'letterId' ? 999_999 : NOWHERE,
    ]),
  ) as unknown as Records;
  return { city, undo, roles, records, missing, canaries, close: () => city.close() };
}

type Session = { readonly headers: Readonly<Record<string, string>>; readonly actor: Actor };

/** Every kind of actor the policies tell apart, with what each may read, as the policy is written down. */
async function signInRoles(
  city: City,
  people: { first: Session; second: Session; delegate: Session; foreignAdministrator: Session },
): Promise<Role[]> {
  const { eastern } = city;
  const nobody = anonymous(eastern.id);
  const suspended = await city.signIn('resident-3');
  await city.asSystem('identity.suspend-party', { partyId: suspended.actor.partyId!, reason: 'نموذج إيقاف' });
  const revoked = await city.signIn('resident-1');
  const revoke = restRequest(city.composition.pipeline.operations.get('identity.revoke-session')!, {
    sessionId: revoked.actor.sessionId!,
  });
  await city.send({ ...revoke, headers: { ...revoke.headers, ...people.first.headers } });
  const narrow = await city.asSystem<{ key: string }>('identity.create-api-key', {
    ownerId: people.delegate.actor.onBehalfOf!,
    name: { ar: 'نظام ضيق', en: 'Narrow system' },
    label: 'narrow',
    scopes: ['reports.get-public', 'territory.*'],
  });
  const narrowAccess = await city.composition.identity.api.actorFor(narrow.key, eastern, 'api');
  const inScope = (name: string) => name === 'reports.get-public' || name.startsWith('territory.');

  const ownCase = { own: 'first', other: 'second' } as const;
  const contact = ['contactName', 'contactMobile', 'contactEmail'] as readonly string[];
  const account = ['partyName', 'partyMobile', 'partyEmail'] as readonly string[];
  /** What the office reads of a case in its reach; the names of people only where the work needs them. */
  const office =
    (reach: readonly Owner[], personal: boolean): Role['reads'] =>
    (owner, canary) =>
      reach.includes(owner) &&
      (canary === 'description' ||
        canary === 'note' ||
        (personal && (contact.includes(canary) || canary === 'partyName')));
  const everybody: readonly Owner[] = ['first', 'second', 'body'];
  const subject =
    (mine: Owner): Role['reads'] =>
    (owner, canary) =>
      owner === mine && (canary === 'description' || contact.includes(canary) || account.includes(canary));

  const employee = async (code: string, reads: Role['reads'], cases: { own: Owner; other: Owner } = ownCase): Promise<Role> => ({
    name: code,
    ...(await city.signIn(code)),
    ...cases,
    reads,
  });
  return [
    { name: 'anonymous', actor: nobody, headers: {}, ...ownCase, reads: none },
    { name: 'resident', ...people.first, ...ownCase, reads: subject('first') },
    { name: 'other resident', ...people.second, own: 'second', other: 'first', reads: subject('second') },
    { name: 'suspended', actor: nobody, headers: suspended.headers, ...ownCase, reads: none },
    { name: 'revoked session', actor: nobody, headers: revoked.headers, ...ownCase, reads: none },
    { name: 'delegate', ...people.delegate, own: 'body', other: 'first', reads: subject('body') },
    {
      name: 'employee without second factor',
      ...(await city.signIn('supervisor-1', { secondFactor: false })),
      ...ownCase,
      reads: none,
    },
    await employee('administrator-1', office(everybody, false)),
    await employee('supervisor-1', office(everybody, true)),
    await employee('supervisor-khobar', office(['first'], true)),
    await employee('triage-1', office(everybody, true)),
    await employee('agent940-1', office(everybody, true)),
    await employee('officer-bldg', office(['first'], true)),
    await employee('crew-bldg', office(['first'], false)),
    await employee('officer-roads', none),
    await employee('auditor-1', office(everybody, true)),
    await employee('integration-1', none),
    await employee('steward-1', office(everybody, false)),
    {
      name: "other tenant's administrator",
      actor: nobody,
      headers: people.foreignAdministrator.headers,
      ...ownCase,
      reads: none,
    },
    {
      name: 'service with a narrow scope',
      actor: narrowAccess!.actor,
      headers: { authorization: `Bearer ${narrow.key}` },
      mayCall: inScope,
      own: 'body',
      other: 'first',
      reads: none,
    },
    { name: 'system', actor: systemActor(eastern.id), headers: null, ...ownCase, reads: (owner) => owner !== 'foreign' },
  ];
}

type Special = Readonly<Record<string, unknown>>;

const document = (path: string): unknown => JSON.parse(readFileSync(join(TENANTS_FOLDER, path), 'utf8'));
const reportType = document('eastern/case-types/report.json') as { version: number };
const calendar = (document('eastern/tenant.json') as { calendar: unknown }).calendar;

const geography = document('eastern/geography.geojson') as { features: readonly unknown[] };
const notices = document('eastern/notices.json') as Record<string, unknown>;

/** Members that must be more than well-formed for the operation to be done. */
const SPECIAL: Readonly<Record<string, Special | ((records: Records) => Special)>> = {
  'identity.put-contact': { kind: 'email', value: 'sample@example.com' },
  'identity.grant-mandate': { identifier: { kind: 'NATIONAL_ID', value: '1000000107' } },
  'identity.add-employee': { identifier: { kind: 'NATIONAL_ID', value: '1000000420' }, name: { ar: 'موظف نموذجي' } },
  'identity.put-role-grant': ({ employeeId }) => ({ partyId: employeeId, role: 'auditor', municipalityId: null }),
  'identity.open-session': { identifiers: [{ kind: 'NATIONAL_ID', value: '1000000008' }] },
  'identity.put-person': { code: 'sample-1', kind: 'person', identifiers: [], roles: [], teams: [], represents: [] },
  'identity.put-team': { code: 'SAMPLE', department: 'ROADS', areas: [] },
  'territory.put-calendar': { calendar },
  'territory.import-areas': {
    collection: { type: 'FeatureCollection', features: geography.features.slice(0, 2) },
    mapping: { source: 'sample' },
  },
  'territory.locate-point': { longitude: 50.1, latitude: 26.42 },
  'cases.act': { action: 'note', input: { text: 'ملاحظة نموذجية', audience: ['office'] } },
  'cases.list-totals': { type: 'report' },
  'cases.publish-type': { id: 'report', document: { ...reportType, version: reportType.version + 1 } },
  'cases.get-type': { id: 'report' },
  'cases.split': ({ mergedId }) => ({ id: mergedId }),
  'reports.submit': {
    category: 'BL-05',
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'بلاغ نموذجي',
  },
  'reports.find-similar': { category: 'BL-05', longitude: 50.2083, latitude: 26.2794 },
  'reports.list-pins': { box: '49,25,51,28' },
  'reports.get-public': ({ publicNumber }) => ({ number: publicNumber }),
  'reports.follow': ({ publicNumber }) => ({ number: publicNumber }),
  'reports.respond': { action: 'cancel', input: {} },
  'reports.act': { action: 'note', input: { text: 'ملاحظة نموذجية', audience: ['office'] } },
  'reports.put-catalogue': { catalogue: document('eastern/report-categories.json') },
  'reports.import-open311': { source: 'sample', lines: [], finished: true },
  'notifications.put-templates': { templates: notices },
  'notifications.preview-template': { key: Object.keys(notices)[0] },
};

/** The input an operation takes, naming these records wherever it can. */
export function inputFor(operation: Operation, records: Records, others: Records): Record<string, unknown> {
  const known = SPECIAL[operation.name] ?? {};
  const special = typeof known === 'function' ? known(records) : known;
  const [module] = operation.name.split('.');
  const byModule: Readonly<Record<string, unknown>> = {
    cases: records.caseId,
    reports: records.caseId,
    documents: records.photoId,
    notifications: records.deliveryId,
    territory: records.areaId,
    ledger: records.entryId,
    platform: records.letterId,
  };
  const named: Readonly<Record<string, unknown>> = {
    id: byModule[module!],
    into: others.caseId,
    number: records.number,
    ...(module === 'reports' && records.code !== undefined ? { code: records.code } : {}),
    partyId: records.partyId,
    ownerId: records.bodyId,
    fromParty: records.bodyId,
    sessionId: records.sessionId,
    mandateId: records.mandateId,
    credentialId: records.credentialId,
    grantId: records.grantId,
    keyId: records.keyId,
    ids: [records.messageId],
    caseId: records.caseId,
  };
  const schema = inputSchema(operation);
  const members = new Set(Object.keys(schema.properties ?? {}));
  const hint = (path: string): unknown => {
    if (path in special) return special[path];
    return members.has(path) ? named[path] : undefined;
  };
  const sample = sampleOf(schema, hint) as Record<string, unknown>;
  if (operation.name === 'documents.upload-photo') return { bytes: ONE_PIXEL };
  return schema.properties === undefined ? { ...sample, ...special } : sample;
}

const ONE_PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Whether an operation's input names a record that belongs to somebody, so that it must answer for a missing one. */
export function namesRecord(operation: Operation): boolean {
  const schema = inputSchema(operation);
  const names = ['sessionId', 'mandateId', 'credentialId', 'grantId', 'partyId', 'keyId', 'ownerId', 'number'];
  const required = schema.required ?? [];
  if (['cases.publish-type', 'cases.get-type', 'identity.choose-mandate'].includes(operation.name)) {
    return operation.name === 'identity.choose-mandate';
  }
  return required.some((name) => names.includes(name) || name === 'id');
}
