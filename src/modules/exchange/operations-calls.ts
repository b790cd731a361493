import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import { digestOf } from '#platform/canonical.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn, tenantRole } from '#platform/policy.ts';
import { CallBody, CallDetails, CallItem, OUTCOMES, OwnCall } from './model-connector-log.ts';
import type { Connector } from './model-connectors.ts';
import { BODY_FIELD } from './operations-call-record.ts';
import type { Sealer } from './ports.ts';
import { exchangeProblems } from './problems.ts';
import { regulationWords } from './rules-calls.ts';
import { type CallRow, findCall, findCallBody, listCalls } from './store-calls.ts';

export interface CallLogParts {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly identity: Pick<IdentityApi, 'displayNames' | 'openFor'>;
  readonly sealer: Sealer;
  /** Digests (hex) of the input that the ledger sealed for an operation, by the record it was about. */
  readonly sealedInputs: (tx: Tx, operation: string, ids: readonly Id[]) => Promise<ReadonlyMap<Id, string>>;
}

const reads = tenantRole('data-steward', 'administrator', 'integration-manager', 'auditor');
const readsBodies = tenantRole('data-steward');
const CallId = z.uuid().transform((value): Id => value.toLowerCase());
const Moment = z.iso
  .datetime({ offset: true })
  .max(40)
  .transform((text) => Temporal.Instant.from(text).toString());
/** Where a page ended: moment and id of its last row. */
const Position = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T[\d:.]{8,18}Z_[0-9a-f-]{36}$/)
  .transform((text) => {
    const [at, id] = text.split('_');
    return { at: at!, id: id! };
  })
  .refine(({ at }) => !Number.isNaN(Date.parse(at)));

const instantOf = (text: string): string => Temporal.Instant.from(text).toString();

/** The input as `exchange.begin-call` was given it: its digest is what the ledger sealed. */
const sealedDigest = (row: CallRow): string => {
  const { outcome, reason, asked, tries, milliseconds, status, requestDigest, responseDigest, ...call } = row;
  return digestOf({ call: { ...call, at: instantOf(call.at) } }).toString('hex');
};

/** The exchange log, for those who answer for it and for those it is about. */
export function callLogOperations(parts: CallLogParts): Operation[] {
  const wordsOf = (row: CallRow) => {
    const connector = parts.connectors.get(row.connector);
    const one =
      connector === undefined
        ? undefined
        : row.direction === 'in'
          ? connector.notifications[row.name]
          : connector.calls[row.name];
    const plain = { ar: row.name, en: row.name };
    return {
      connectorName: { ...(connector?.name ?? { ar: row.connector, en: row.connector }) },
      agency: { ...(connector?.agency.name ?? { ar: row.connector, en: row.connector }) },
      summary: { ...(one?.summary ?? plain) },
      receives: (one?.receives ?? []).map(({ title }) => ({ ...title })),
    };
  };
  const basisOf = (row: CallRow) => ({
    regulation: regulationWords(row.regulation),
    ground: row.ground as 'consent' | 'task' | 'duty',
  });
  const itemOf = (row: CallRow): z.infer<typeof CallItem> => {
    const { receives: _, ...words } = wordsOf(row);
    const { id, at, connector, name, direction, askedByKind, about, purpose } = row;
    return {
      ...words,
      ...{ id, connector, name, direction, askedByKind, about, purpose },
      at: instantOf(at),
      basis: basisOf(row),
      consented: row.consentId !== null,
      subjectType: row.subjectType,
      subjectId: row.subjectId,
      subjectNumber: row.subjectNumber,
      outcome: row.outcome ?? ('unknown' as const),
      reason: row.reason,
      asked: row.asked ?? true,
      tries: row.tries ?? 0,
      milliseconds: row.milliseconds,
    };
  };
  const page = <T>(found: readonly CallRow[], limit: number, shown: (row: CallRow) => T) => {
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(shown),
      next: found.length > limit && last !== undefined ? `${instantOf(last.at)}_${last.id}` : null,
    };
  };
  /** @throws Problem exchange.unknown-call */
  async function getCall(tx: Tx, id: Id): Promise<CallRow> {
    const found = await findCall(tx, id);
    if (found === undefined) throw exchangeProblems['unknown-call']();
    return found;
  }

  return [
    operation({
      name: 'exchange.list-calls',
      summary: { ar: 'سجل التبادل مع الجهات', en: 'The log of exchanges with agencies' },
      kind: 'query',
      who: [reads],
      route: { method: 'GET', path: '/exchange/log' },
      rate: 'read',
      input: z.strictObject({
        connector: z.string().max(40).optional(),
        outcome: z.enum([...OUTCOMES, 'unknown']).optional(),
        from: Moment.optional(),
        to: Moment.optional(),
        /** The party it was for. */
        partyId: CallId.optional(),
        /** Number of the application or report it served. */
        subjectNumber: z.string().trim().max(40).optional(),
        before: Position.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      output: z.object({ items: z.array(CallItem), next: z.string().nullable() }),
      run: async (tx, { limit, ...filter }) => page(await listCalls(tx, filter, limit), limit, itemOf),
    }),
    operation({
      name: 'exchange.get-call',
      summary: { ar: 'عملية في سجل التبادل', en: 'One exchange with an agency' },
      kind: 'query',
      who: [reads],
      route: { method: 'GET', path: '/exchange/log/{callId}' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({ callId: CallId }),
      output: CallDetails,
      async run(tx, { callId }, context) {
        const row = await getCall(tx, callId);
        const names = await parts.identity.displayNames(
          tx,
          [row.askedBy, row.forParty].flatMap((one) => one ?? []),
        );
        const named = (id: Id | null) => (id === null ? null : { ...(names.get(id) ?? {}) });
        const operation = row.direction === 'in' ? 'exchange.hear' : 'exchange.begin-call';
        const sealed = (await parts.sealedInputs(tx, operation, [callId])).get(callId);
        if (row.forParty !== null) context.disclosed({ type: 'exchange-call', id: callId }, ['parties']);
        return {
          ...itemOf(row),
          askedBy: named(row.askedBy) as Record<string, string> | null,
          forParty: named(row.forParty) as Record<string, string> | null,
          forPartyId: row.forParty,
          status: row.status,
          inputDigest: row.inputDigest,
          requestDigest: row.requestDigest,
          responseDigest: row.responseDigest,
          // What an agency told is sealed together with its text, which may be gone by now: its entry alone is proof.
          seal:
            sealed === undefined
              ? 'missing'
              : row.direction === 'in' || sealed === sealedDigest(row)
                ? 'matches'
                : 'differs',
          bodyKept: (await findCallBody(tx, callId)) !== undefined,
        };
      },
    }),
    operation({
      name: 'exchange.open-call-body',
      summary: { ar: 'نص ما أرسل إلى جهة وما أجابت به', en: 'What went to an agency and what it answered' },
      kind: 'query',
      who: [readsBodies],
      route: { method: 'GET', path: '/exchange/log/{callId}/body' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({ callId: CallId }),
      output: CallBody,
      async run(tx, { callId }, context) {
        await getCall(tx, callId);
        const found = await findCallBody(tx, callId);
        const text =
          found === undefined
            ? undefined
            : found.sealedFor === null
              ? parts.sealer.openText(
                  context.tenant.id,
                  `${BODY_FIELD}/${callId}`,
                  Buffer.from(found.sealed).toString(),
                )
              : await parts.identity.openFor(tx, found.sealedFor, BODY_FIELD, found.sealed);
        if (text === undefined) throw exchangeProblems['body-gone']();
        context.disclosed({ type: 'exchange-call', id: callId }, ['body']);
        return CallBody.parse(JSON.parse(text));
      },
    }),
    operation({
      name: 'exchange.list-own-calls',
      summary: { ar: 'الجهات التي سئلت عني', en: 'Which agencies were asked about me' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my/agency-calls' },
      rate: 'read',
      input: z.strictObject({
        before: Position.optional(),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
      output: z.object({ items: z.array(OwnCall), next: z.string().nullable() }),
      async run(tx, { before, limit }, { actor }) {
        const partyId = (actor.onBehalfOf ?? actor.partyId)!;
        const found = await listCalls(tx, { partyId, before }, limit);
        return page(found, limit, (row) => {
          const { agency, summary, receives } = wordsOf(row);
          return {
            ...{ id: row.id, agency, summary, receives, purpose: row.purpose },
            at: instantOf(row.at),
            basis: basisOf(row),
            by: row.askedByKind,
            subjectNumber: row.subjectNumber,
            outcome: row.outcome ?? ('unknown' as const),
          };
        });
      },
    }),
  ];
}
