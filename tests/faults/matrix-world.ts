// Long because every record an operation may name is made here once, for both tenants.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import sharp from 'sharp';
import type { Actor } from '#kernel/actor.ts';
import type { Tenant } from '#platform/tenants.ts';
import { type City, type CityOptions, startCity } from '../support/city.ts';
import { restRequest } from '../support/send.ts';
import { makeApplications } from './matrix-applications.ts';
import { type Canaries, canariesOf, type Owner, type Records } from './matrix-records.ts';
import { type Role, signInRoles } from './matrix-roles.ts';
import { type UndoSwitch, undoing } from './undo.ts';

export interface World {
  readonly city: City;
  readonly undo: UndoSwitch;
  readonly roles: readonly Role[];
  readonly records: Readonly<Record<Owner, Records>>;
  readonly missing: Records;
  readonly canaries: Readonly<Record<Owner, Canaries>>;
  close(): Promise<void>;
}

/** Written into a report that everybody may see, where the public view masks the one and leaves out the other. */
export const OPEN_PHONE = '551234777';
export const OPEN_LANDMARK = 'kanarimaalam';

const NOWHERE = '01900000-0000-7000-8000-00000000dead';

/** Cities with one non-public case each for two residents, an establishment, and somebody in the other tenant. */
export async function buildWorld({ around, ...options }: Omit<CityOptions, 'environment'> = {}): Promise<World> {
  const undo: UndoSwitch = { on: false };
  const city = await startCity({
    ...options,
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

  const call = async <O>(
    operation: string,
    input: Record<string, unknown>,
    as: { headers: object },
    tenant: Tenant,
  ) => {
    const request = restRequest(city.composition.pipeline.operations.get(operation)!, input);
    const host = tenant.id === eastern.id ? 'localhost' : `${tenant.key}.localhost`;
    const answer = await city.send({ ...request, host, headers: { ...request.headers, ...as.headers } });
    if (answer.status !== 200)
      throw new Error(`${operation}: ${answer.status} ${answer.body}\n${city.warnings.at(-1) ?? ''}`);
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

  const agents: Readonly<Record<string, { headers: Readonly<Record<string, string>> }>> = {
    eastern: await city.signIn('agent940-1'),
    boston: await city.signIn('agent-1', { tenant: boston }),
  };

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
    const { id: copyId } = await call<{ id: string }>('identity.request-data', { kind: 'access' }, as, tenant);
    await asSystem('identity.answer-data-requests', {}, tenant);
    const { id: requestId } = await call<{ id: string }>('identity.request-data', { kind: 'erasure' }, as, tenant);
    const holdId = await one(
      `insert into identity.retention_hold (tenant_id, id, subject_id, number, reason, made_at)
       values ($1, gen_random_uuid(), $2, $3, 'sample', now()) returning id`,
      [tenant.id, made.id, made.number],
    );
    const phone = tenant.id === eastern.id ? '0551112223' : '6175550199';
    const { id: callId } = await call<{ id: string }>('reports.start-call', { phone }, agents[tenant.key]!, tenant);
    return {
      caseId: made.id,
      number: made.number,
      code: made.trackingCode,
      photoId,
      partyId,
      employeeId: await one(
        `select id from identity.party where tenant_id = $1 and code in ('crew-light', 'triage-1') order by code limit 1`,
        [tenant.id],
      ),
      publicNumber: made.number,
      mergedId: made.id,
      bodyId: await one(
        `select id from identity.party where tenant_id = $1 and kind in ('agency', 'organisation') order by code desc limit 1`,
        [tenant.id],
      ),
      requestId,
      holdId,
      copyId,
      sessionId: as.actor.sessionId!,
      mandateId: await mandateOf(tenant, partyId),
      credentialId: await one(
        `select c.id from identity.credential c join identity.party p on p.tenant_id = c.tenant_id and p.id = c.party_id
         where c.tenant_id = $1 and p.code in ('crew-light', 'triage-2', 'triage-1') order by p.code limit 1`,
        [tenant.id],
      ),
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
      ...(await makeWebhook(tenant)),
      ...(tenant.id === eastern.id
        ? await makeApplications((operation, input) => call(operation, input, as, tenant), photo)
        : { draftId: NOWHERE, applicationId: NOWHERE }),
      callId,
      callerId: await one('select caller as id from reports.desk_call where tenant_id = $1 and id = $2', [
        tenant.id,
        callId,
      ]),
    };
  }

  /** A webhook with a message that never arrived. */
  async function makeWebhook(tenant: Tenant): Promise<Pick<Records, 'webhookId' | 'webhookMessageId'>> {
    const { id } = await asSystem<{ id: string }>(
      'exchange.add-webhook',
      { name: 'نموذج', url: 'https://receiver.example.com/hook' },
      tenant,
    );
    const messageId = randomUUID();
    await city.owner.query(
      `insert into exchange.message (tenant_id, webhook_id, id, key, type, body, status, created_at, tried_from)
       values ($1, $2, $3, $3, 'webhook.test', '{}', 'dead', now(), now())`,
      [tenant.id, id, messageId],
    );
    return { webhookId: id, webhookMessageId: messageId };
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

    const rule = (id: string) => ({
      id,
      name: { ar: 'قاعدة نموذجية', en: 'Sample rule' },
      enabled: false,
      when: {
        groups: [],
        categories: [],
        municipalities: [],
        districts: [],
        channels: [],
        weekdays: [],
        hours: null,
        worktime: null,
        expression: null,
      },
      outcome: { team: null, priority: null, outsideOwner: null, notify: true },
    });
    await city.owner.query(
      `insert into reports.routing_rules (tenant_id, version, rules, published_at)
       values ($1, 1, '[]', now()), ($1, 2, $2, now())`,
      [tenant.id, JSON.stringify([rule('first1')])],
    );
    await city.owner.query(
      `insert into reports.routing_draft (tenant_id, revision, rules, based_on, changed_at) values ($1, 5, $2, 2, now())`,
      [tenant.id, JSON.stringify([rule('second')])],
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
