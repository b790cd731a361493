import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn, tenantRole } from '#platform/policy.ts';
import { IdInput, TextOutput } from './model.ts';
import { OwnDataRequest, REQUEST_KINDS } from './model-requests.ts';
import type { Ports } from './ports.ts';
import { identityProblems } from './problems.ts';
import { displayNames } from './records.ts';
import { afterStep, termsOfRequest } from './rules-requests.ts';
import { findParty } from './store-parties.ts';
import { findRequest, holdRequest, insertRequest, listRequests, requestsOf, setRequest } from './store-requests.ts';

const MOST_LISTED = 200;

const OfficeRequest = OwnDataRequest.extend({
  partyId: z.string(),
  name: TextOutput,
  /** What the person wrote, for a correction. */
  said: z.string().nullable(),
  decidedBy: TextOutput.nullable(),
});
export type OfficeRequest = z.infer<typeof OfficeRequest>;

/** What a person may ask about their own data, and how the office answers. */
export function dataRequestOperations({ vault }: Ports): Operation[] {
  return [
    operation({
      name: 'identity.request-data',
      summary: {
        ar: 'طلب نسخة من بياناتي أو تصحيحها أو حذفها',
        en: 'Ask for a copy, correction or erasure of my data',
      },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/identity/data-requests' },
      input: z.strictObject({
        kind: z.enum(REQUEST_KINDS),
        /** What is wrong; for a correction. */
        said: plainText({ min: 0, max: 1_000, multiline: true }).default(''),
      }),
      output: OwnDataRequest,
      rate: 'sign-in',
      async run(tx, { kind, said }, { actor, tenant, now, newId, about }) {
        const party = await findParty(tx, actor.partyId!);
        if (party === undefined || party.wrappedKey === null) throw identityProblems['not-found']();
        if (party.kind !== 'person') throw identityProblems['not-a-person']();
        if (kind === 'correction' && said.trim() === '') throw identityProblems['say-what-is-wrong']();
        const id = newId();
        const { dueAt, beginsAt } = termsOfRequest(kind, now);
        const sealed = said === '' ? null : vault.subject(tenant.id, party.id, party.wrappedKey).seal('request', said);
        const row = { id, partyId: party.id, kind, at: now.toString(), dueAt: dueAt.toString(), said: sealed };
        const made = await insertRequest(tx, { ...row, beginsAt: beginsAt?.toString() ?? null });
        if (made === 0) throw identityProblems['request-under-way']();
        about({ type: 'data-request', id });
        return (await requestsOf(tx, party.id)).find((one) => one.id === id)!;
      },
    }),
    operation({
      name: 'identity.list-my-data-requests',
      summary: { ar: 'طلباتي بشأن بياناتي', en: 'What I asked about my data' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/identity/data-requests' },
      input: z.strictObject({}),
      output: z.array(OwnDataRequest),
      rate: 'read',
      run: (tx, _input, { actor }) => requestsOf(tx, actor.partyId!),
    }),
    operation({
      name: 'identity.cancel-data-request',
      summary: { ar: 'التراجع عن طلب بشأن بياناتي', en: 'Take back what I asked about my data' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'DELETE', path: '/identity/data-requests/{requestId}' },
      input: z.strictObject({ requestId: IdInput }),
      output: z.strictObject({ state: z.string() }),
      rate: 'write',
      async run(tx, { requestId: id }, { actor, now, about }) {
        const found = await holdRequest(tx, id);
        if (found === undefined || found.partyId !== actor.partyId) throw identityProblems['not-found']();
        about({ type: 'data-request', id });
        const state = afterStep(found.state, 'cancel');
        await setRequest(tx, id, { state, reason: null, by: actor.partyId, at: now.toString() });
        return { state };
      },
    }),
    operation({
      name: 'identity.get-my-data',
      summary: { ar: 'تنزيل نسخة بياناتي', en: 'Fetch the copy of my data' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/identity/data-requests/{requestId}/document' },
      input: z.strictObject({ requestId: IdInput }),
      output: z.strictObject({ document: z.json() }),
      rate: 'read',
      async run(tx, { requestId: id }, { actor, tenant, now }) {
        const found = await findRequest(tx, id);
        const party = found && (await findParty(tx, found.partyId));
        if (found === undefined || found.partyId !== actor.partyId || !party?.wrappedKey) {
          throw identityProblems['not-found']();
        }
        const over = found.readyUntil === null || Temporal.Instant.compare(found.readyUntil, now) < 0;
        if (found.document === null || over) throw identityProblems['document-gone']();
        const text = vault.subject(tenant.id, party.id, party.wrappedKey).open('export', found.document);
        return { document: JSON.parse(text) };
      },
    }),
    operation({
      name: 'identity.list-data-requests',
      summary: { ar: 'طلبات أصحاب البيانات ومواعيدها', en: 'Requests of data subjects and their terms' },
      kind: 'query',
      discloses: true,
      who: [tenantRole('data-steward', 'auditor')],
      route: { method: 'GET', path: '/identity/office/data-requests' },
      input: z.strictObject({}),
      output: z.strictObject({ open: z.array(OfficeRequest), ended: z.array(OfficeRequest) }),
      rate: 'read',
      async run(tx, _input, { tenant, disclosed }) {
        const [open, ended] = [await listRequests(tx, true, MOST_LISTED), await listRequests(tx, false, 50)];
        const all = [...open, ...ended];
        const named = all.flatMap(({ partyId, decidedBy }) => [partyId, ...(decidedBy === null ? [] : [decidedBy])]);
        const names = await displayNames(tx, vault, tenant.id, named);
        const view = async (row: (typeof all)[number]) => {
          const { said, document: _, partyId, decidedBy, ...rest } = row;
          const party = said === null ? undefined : await findParty(tx, partyId);
          const opened =
            said === null || !party?.wrappedKey
              ? null
              : vault.subject(tenant.id, partyId, party.wrappedKey).open('request', said);
          disclosed({ type: 'party', id: partyId }, opened === null ? ['name'] : ['name', 'request']);
          return {
            ...rest,
            partyId,
            name: names.get(partyId) ?? {},
            said: opened,
            decidedBy: decidedBy === null ? null : (names.get(decidedBy) ?? {}),
          };
        };
        const views = async (list: typeof all) => {
          const done = [];
          for (const row of list) done.push(await view(row));
          return done;
        };
        return { open: await views(open), ended: await views(ended) };
      },
    }),
    operation({
      name: 'identity.decide-data-request',
      summary: { ar: 'البت في طلب صاحب بيانات', en: 'Decide a request of a data subject' },
      kind: 'command',
      who: [tenantRole('data-steward')],
      route: { method: 'POST', path: '/identity/office/data-requests/{requestId}/decision' },
      input: z.strictObject({
        requestId: IdInput,
        /** hold and release: a legal duty to keep; finish: a correction was made. */
        step: z.enum(['hold', 'release', 'refuse', 'finish']),
        reason: plainText({ min: 3, max: 500, multiline: true }),
      }),
      output: z.strictObject({ state: z.string() }),
      rate: 'write',
      async run(tx, { requestId: id, step, reason }, { actor, now, about }) {
        const found = await holdRequest(tx, id);
        if (found === undefined) throw identityProblems['not-found']();
        if (step === 'finish' && found.kind !== 'correction') throw identityProblems['request-over']();
        if (step === 'hold' && found.kind !== 'erasure') throw identityProblems['request-over']();
        about({ type: 'data-request', id });
        const state = afterStep(found.state, step);
        await setRequest(tx, id, { state, reason, by: actor.partyId, at: now.toString() });
        return { state };
      },
    }),
  ];
}
