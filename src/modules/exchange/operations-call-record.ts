import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { CallBegun, CallBody, CallEnded, Refused } from './model-connector-log.ts';
import type { Connector } from './model-connectors.ts';
import type { Sealer } from './ports.ts';
import { exchangeProblems } from './problems.ts';
import { admit, newBreaker } from './rules-breaker.ts';
import { insertCall, insertCallBody, insertCallEnd } from './store-calls.ts';
import { lockConnector, setBreaker } from './store-connectors.ts';

export interface CallRecordParts {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly identity: Pick<IdentityApi, 'sealFor'>;
  readonly sealer: Sealer;
}

/** Binds what went over the line to its call: no other opens it. */
export const BODY_FIELD = 'exchange-call';

/**
 * Keeps what went over the line, sealed under the key of the party it was for, so that forgetting them forgets it; under
 * the installation's where it was for nobody.
 */
async function keepBody(
  parts: CallRecordParts,
  tx: Tx,
  context: OperationContext,
  callId: Id,
  forParty: Id | null,
  body: CallBody,
) {
  const text = JSON.stringify(body);
  const sealed = forParty === null ? undefined : await parts.identity.sealFor(tx, forParty, BODY_FIELD, text);
  // Of a party that was forgotten meanwhile nothing is kept.
  if (forParty !== null && sealed === undefined) return;
  await insertCallBody(tx, {
    callId,
    at: context.now.toString(),
    sealedFor: forParty,
    sealed: sealed ?? Buffer.from(parts.sealer.sealText(context.tenant.id, `${BODY_FIELD}/${callId}`, text)),
  });
}

/** The writing of the exchange log: each row leaves an entry in the ledger, whose seal covers its content. */
export function callRecordOperations(parts: CallRecordParts): Operation[] {
  const about = (context: OperationContext, id: Id) => context.about({ type: 'exchange-call', id });
  return [
    operation({
      name: 'exchange.begin-call',
      summary: { ar: 'قيد سؤال إلى جهة قبل إرساله', en: 'Record a call to an agency before it goes out' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/exchange/calls' },
      rate: 'write',
      input: z.strictObject({ call: CallBegun }),
      output: z.object({ refused: Refused }),
      async run(tx, { call }, context) {
        about(context, call.id);
        const connector = parts.connectors.get(call.connector);
        const row = await lockConnector(tx, call.connector);
        await insertCall(tx, call);
        if (connector === undefined || row === undefined || row.address === null) return { refused: 'not-configured' };
        if (row.pausedReason !== null) return { refused: 'paused' };
        const now = context.now.epochMilliseconds;
        const admitted = admit(row.breaker ?? newBreaker(connector.limits, now), connector.limits, now);
        if (admitted.refused === null) await setBreaker(tx, call.connector, admitted.breaker);
        return { refused: admitted.refused };
      },
    }),
    operation({
      name: 'exchange.end-call',
      summary: { ar: 'قيد نتيجة سؤال إلى جهة', en: 'Record how a call to an agency ended' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/exchange/calls/{id}/end' },
      rate: 'write',
      bodyLimit: 4 * 1024 * 1024,
      input: z.strictObject({ id: z.uuid(), end: CallEnded, forParty: z.uuid().nullable(), body: CallBody.nullable() }),
      output: z.object({}),
      async run(tx, { id, end, forParty, body }, context) {
        about(context, id);
        await insertCallEnd(tx, end);
        if (body !== null) await keepBody(parts, tx, context, id, forParty, body);
        return {};
      },
    }),
    operation({
      name: 'exchange.hear',
      summary: { ar: 'قيد ما أبلغت به جهة', en: 'Record what an agency told' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/exchange/heard' },
      rate: 'write',
      bodyLimit: 4 * 1024 * 1024,
      input: z.strictObject({ call: CallBegun, end: CallEnded, body: CallBody, message: z.json() }),
      /** `news` is false where the agency had told the same before. */
      output: z.object({ news: z.boolean() }),
      async run(tx, { call, end, body, message }, context) {
        about(context, call.id);
        if (!parts.connectors.has(call.connector)) throw exchangeProblems['unknown-connector']();
        if ((await insertCall(tx, call)) === 0) return { news: false };
        await insertCallEnd(tx, end);
        await keepBody(parts, tx, context, call.id, null, body);
        context.emit({
          type: HEARD,
          key: call.id,
          payload: { connector: call.connector, notification: call.name, callId: call.id, message },
        });
        return { news: true };
      },
    }),
  ];
}

/** An agency told us something. Payload: `Heard`. */
export const HEARD = 'exchange.heard';
