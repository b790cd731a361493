import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { CallDraft, CallOutcome } from './model-desk.ts';
import {
  CallItem,
  CallView,
  callerOf,
  callInHand,
  callItems,
  deskReports,
  keepName,
  mayWorkOn,
  openCaller,
  READS_CALLS,
  TAKES_CALLS,
} from './operations-desk-shared.ts';
import { ReportId } from './operations-input.ts';
import { REPORT_TYPE, type ReportParts, words } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { mayEndAs, outcomeOf, trackingCode } from './rules.ts';
import { countCall, listMarks, reportsOfNumber } from './store-callers.ts';
import {
  addEntry,
  type CallRow,
  closeCall,
  findCall,
  insertCall,
  listCalls,
  listEntries,
  openCalls,
  saveDraft,
  setCaller,
} from './store-desk.ts';

const Phone = z.string().trim().max(40);
const Name = plainText({ min: 0, max: 120 });
const CallKey = z.strictObject({ id: ReportId });
const Told = z.object({ id: z.string() });
const MOST_EARLIER = 10;

/** The mark that counts now, or nothing. */
export async function markOf(parts: ReportParts, tx: Tx, now: Temporal.Instant, caller: Id) {
  const [newest] = await listMarks(tx, caller, 1);
  if (newest === undefined || Temporal.Instant.compare(newest.until, now) <= 0) return null;
  const names = await parts.identity.displayNames(tx, [newest.by]);
  const { at, reason, until } = newest;
  return { at, by: words(names.get(newest.by) ?? {}), reason, until, active: true };
}

export function deskOperations(parts: ReportParts): Operation[] {
  const { cases } = parts;

  async function done(tx: Tx, context: OperationContext, call: CallRow): Promise<CallView['done']> {
    const entries = (await listEntries(tx, call.id)).filter(({ caseId }) => caseId !== null);
    if (entries.length === 0) return [];
    const found = await cases.list(
      tx,
      { type: REPORT_TYPE, ids: entries.map(({ caseId }) => caseId!) },
      'newest',
      undefined,
      entries.length,
    );
    const reports = new Map((await deskReports(parts, tx, context, found)).map((one) => [one.id, one]));
    const told: CallView['done'] = [];
    for (const { caseId, what, at } of entries) {
      const report = reports.get(caseId!);
      if (report === undefined || (what !== 'filed' && what !== 'joined')) continue;
      const loaded = what === 'filed' ? await cases.findCase(tx, context, { id: caseId! }) : undefined;
      told.push({
        ...report,
        what,
        at,
        acknowledgeBy: loaded?.state.clocks.acknowledge?.dueAt ?? null,
        trackingCode:
          what === 'filed' && call.endedAt === null && mayWorkOn(context.actor, call)
            ? trackingCode(parts.trackingBytes(context.tenant.id, caseId!))
            : null,
      });
    }
    return told;
  }

  async function view(tx: Tx, context: OperationContext, call: CallRow): Promise<CallView> {
    const [item] = await callItems(parts, tx, [call]);
    const opened = call.caller === null ? undefined : await openCaller(parts, tx, context, call.caller);
    const told = await done(tx, context, call);
    const shown = new Set(told.map(({ id }) => id));
    let earlier: CallView['earlierReports'] = [];
    if (opened !== undefined) {
      const ids = await reportsOfNumber(tx, opened.row.digest, MOST_EARLIER + told.length);
      const scope = { ...cases.scope(context.actor), type: REPORT_TYPE, ids };
      const found = ids.length === 0 ? [] : await cases.list(tx, scope, 'newest', undefined, ids.length);
      earlier = await deskReports(parts, tx, context, found.filter(({ id }) => !shown.has(id)).slice(0, MOST_EARLIER));
    }
    const calls = call.caller === null ? [] : await listCalls(tx, { caller: call.caller }, MOST_EARLIER);
    return {
      ...item!,
      mine: mayWorkOn(context.actor, call),
      caller:
        opened === undefined
          ? null
          : {
              id: opened.row.id,
              phone: opened.phone,
              name: opened.name,
              calls: opened.row.calls,
              firstAt: opened.row.firstAt,
              mark: await markOf(parts, tx, context.now, opened.row.id),
            },
      draft: CallDraft.parse(call.draft),
      done: told,
      earlierReports: earlier,
      earlierCalls: await callItems(parts, tx, calls.filter(({ id }) => id !== call.id).slice(0, MOST_EARLIER)),
    };
  }

  /** Says whose call it is, and counts it for that caller. */
  async function identify(tx: Tx, context: OperationContext, call: Pick<CallRow, 'id' | 'caller'>, phone: string) {
    const at = context.now.toString();
    const caller = phone === '' ? null : await callerOf(parts, tx, context, phone);
    if (call.caller === (caller?.id ?? null)) return caller;
    if (call.caller !== null) await countCall(tx, call.caller, -1, at);
    if (caller !== null) await countCall(tx, caller.id, 1, at);
    await setCaller(tx, call.id, caller?.id ?? null);
    await addEntry(tx, call.id, { at, by: context.actor.partyId, what: 'identified' });
    return caller;
  }

  return [
    operation({
      name: 'reports.start-call',
      summary: { ar: 'بدء مكالمة في مركز البلاغات', en: 'Begin a call at the desk' },
      kind: 'command',
      who: [TAKES_CALLS],
      route: { method: 'POST', path: '/desk/calls' },
      rate: 'write',
      /** No number: somebody who does not say it, or whose line hides it. */
      input: z.strictObject({ phone: Phone.default(''), name: Name.optional() }),
      output: Told,
      async run(tx, { phone, name }, context) {
        const id = context.newId();
        const started = context.now.toZonedDateTimeISO(context.tenant.timeZone);
        const agent = context.actor.partyId!;
        const at = context.now.toString();
        await insertCall(tx, { id, agent, day: started.toPlainDate().toString(), hour: started.hour, at });
        await addEntry(tx, id, { at, by: agent, what: 'started' });
        const caller = await identify(tx, context, { id, caller: null }, phone);
        if (caller !== null) await keepName(parts, tx, caller.id, name);
        context.about({ type: 'call', id });
        return { id };
      },
    }),
    operation({
      name: 'reports.get-call',
      summary: { ar: 'مكالمة وما يُعرف عن المتصل', en: 'A call and what is known of the caller' },
      kind: 'query',
      who: [READS_CALLS],
      route: { method: 'GET', path: '/desk/calls/{id}' },
      rate: 'read',
      discloses: true,
      input: CallKey,
      output: CallView,
      async run(tx, { id }, context) {
        const call = await findCall(tx, id);
        if (call === undefined) throw reportProblems['call-not-found']();
        return view(tx, context, call);
      },
    }),
    operation({
      name: 'reports.identify-caller',
      summary: { ar: 'تصحيح رقم المتصل أو اسمه', en: 'Correct the number or the name of a caller' },
      kind: 'command',
      who: [TAKES_CALLS],
      route: { method: 'PUT', path: '/desk/calls/{id}/caller' },
      rate: 'write',
      input: CallKey.extend({ phone: Phone, name: Name.optional() }),
      output: Told,
      async run(tx, { id, phone, name }, context) {
        const call = await callInHand(tx, context, id);
        const caller = await identify(tx, context, call, phone);
        if (caller !== null) await keepName(parts, tx, caller.id, name);
        return { id };
      },
    }),
    operation({
      name: 'reports.save-call-draft',
      summary: { ar: 'حفظ ما كُتب في مكالمة لم تنته', en: 'Keep what is typed in a call that goes on' },
      kind: 'command',
      who: [TAKES_CALLS],
      route: { method: 'PUT', path: '/desk/calls/{id}/draft' },
      rate: 'write',
      input: CallKey.extend({ draft: CallDraft }),
      output: Told,
      async run(tx, { id, draft }, context) {
        await callInHand(tx, context, id);
        await saveDraft(tx, id, draft);
        return { id };
      },
    }),
    operation({
      name: 'reports.end-call',
      summary: { ar: 'إنهاء مكالمة', en: 'End a call' },
      kind: 'command',
      who: [TAKES_CALLS],
      route: { method: 'POST', path: '/desk/calls/{id}/end' },
      rate: 'write',
      input: CallKey.extend({
        /** Follows from what was done where that says it. */
        outcome: CallOutcome.exclude(['abandoned']).optional(),
        notes: plainText({ min: 0, max: 1_000, multiline: true }).optional(),
      }),
      output: z.object({ id: z.string(), outcome: CallOutcome }),
      async run(tx, { id, outcome: said, notes }, context) {
        const call = await callInHand(tx, context, id);
        const outcome = outcomeOf(call) ?? said;
        if (outcome === undefined || !mayEndAs(call, outcome)) throw reportProblems['call-outcome']();
        const at = context.now.toString();
        await closeCall(tx, id, outcome, notes ? notes : null, at);
        await addEntry(tx, id, { at, by: context.actor.partyId, what: 'ended' });
        return { id, outcome };
      },
    }),
    operation({
      name: 'reports.list-open-calls',
      summary: { ar: 'مكالماتي التي لم تنته', en: 'My calls that have not ended' },
      kind: 'query',
      who: [TAKES_CALLS],
      route: { method: 'GET', path: '/desk/open-calls' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(CallItem) }),
      run: async (tx, _, { actor }) => ({ items: await callItems(parts, tx, await openCalls(tx, actor.partyId!, 20)) }),
    }),
  ];
}
