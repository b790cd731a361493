import { z } from 'zod';
import { type Actor, hasRole, type Role } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import { type CaseRow, stateTitle } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { type Grant, tenantRole } from '#platform/policy.ts';
import { Words } from './model-catalogue.ts';
import { CallDraft, CallOutcome } from './model-desk.ts';
import { countryCodeOf, REPORT_TYPE, type ReportParts, reportData, words } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { phoneOf } from './rules-contact.ts';
import { type CallerRow, findCaller, findCallerByDigest, insertCaller, nameCaller } from './store-callers.ts';
import { type CallRow, findCall, lockCall } from './store-desk.ts';

/** Holders of a role for the whole tenant: whoever calls may mean any municipality. */
const forAll = (...roles: readonly Role[]): Grant => {
  const grant = tenantRole(...roles);
  const held = (actor: Actor) =>
    actor.roles.some(({ role, municipalityId }) => municipalityId === null && roles.includes(role));
  return { ...grant, label: `${grant.label} (everywhere)`, allows: (actor) => grant.allows(actor) && held(actor) };
};

/** Who takes calls, who may look at what was taken, who answers for the desk, and who looks at its day. */
export const TAKES_CALLS = forAll('agent940', 'supervisor', 'administrator');
export const READS_CALLS = forAll('agent940', 'supervisor', 'administrator', 'auditor');
export const LEADS_DESK = forAll('supervisor', 'administrator');
export const READS_DAY = forAll('supervisor', 'administrator', 'auditor');

/** A report as the desk sees it at a glance. */
export const DeskReport = z.object({
  id: z.string(),
  number: z.string(),
  category: Words,
  state: z.string(),
  stateTitle: Words,
  open: z.boolean(),
  openedAt: z.string(),
  dueAt: z.string().nullable(),
  district: Words.nullable(),
});
export type DeskReport = z.infer<typeof DeskReport>;

export const Mark = z.object({ at: z.string(), by: Words, reason: z.string(), until: z.string(), active: z.boolean() });

/** A call as a line of the log. */
export const CallItem = z.object({
  id: z.string(),
  agent: z.object({ id: z.string(), name: Words }),
  caller: z.object({ id: z.string(), masked: z.string().nullable() }).nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  outcome: CallOutcome.nullable(),
  notes: z.string().nullable(),
  filed: z.int(),
  joined: z.int(),
});
export type CallItem = z.infer<typeof CallItem>;

/** A call as whoever works on it sees it. */
export const CallView = CallItem.omit({ caller: true }).extend({
  /** Whether the reader may go on with it. */
  mine: z.boolean(),
  caller: z
    .object({
      id: z.string(),
      /** E.164. */
      phone: z.string(),
      name: z.string(),
      calls: z.int(),
      firstAt: z.string(),
      mark: Mark.nullable(),
    })
    .nullable(),
  draft: CallDraft,
  /** What was made of it so far, with what is read to the caller. */
  done: z.array(
    DeskReport.extend({
      what: z.enum(['filed', 'joined']),
      at: z.string(),
      acknowledgeBy: z.string().nullable(),
      /** While the call lasts, for a caller whom no message reaches. */
      trackingCode: z.string().nullable(),
    }),
  ),
  earlierReports: z.array(DeskReport),
  earlierCalls: z.array(CallItem),
});
export type CallView = z.infer<typeof CallView>;

/** The reports of these rows, in the words of the office. */
export async function deskReports(
  parts: ReportParts,
  tx: Tx,
  context: OperationContext,
  found: readonly CaseRow[],
): Promise<DeskReport[]> {
  const type = await parts.cases.typeOf(tx, context, REPORT_TYPE);
  const items: DeskReport[] = [];
  for (const row of found) {
    const district = row.districtId === null ? {} : await parts.territory.areaName(tx, context.tenant, row.districtId);
    items.push({
      id: row.id,
      number: row.number,
      category: reportData(row).category.name,
      state: row.state,
      stateTitle: stateTitle(type, row.state, 'office'),
      open: row.closedAt === null,
      openedAt: row.openedAt,
      dueAt: row.dueAt,
      district: Object.keys(district).length === 0 ? null : words(district),
    });
  }
  return items;
}

/** Calls as lines of the log. */
export async function callItems(parts: ReportParts, tx: Tx, calls: readonly CallRow[]): Promise<CallItem[]> {
  const names = await parts.identity.displayNames(
    tx,
    calls.map(({ agent }) => agent),
  );
  return calls.map((call) => ({
    id: call.id,
    agent: { id: call.agent, name: words(names.get(call.agent) ?? {}) },
    caller: call.caller === null ? null : { id: call.caller, masked: call.masked },
    startedAt: call.startedAt,
    endedAt: call.endedAt,
    outcome: call.outcome,
    notes: call.notes,
    filed: call.filed,
    joined: call.joined,
  }));
}

/** Whether somebody may go on with a call: whoever took it, and those who answer for the desk. */
export const mayWorkOn = (actor: Actor, call: Pick<CallRow, 'agent'>): boolean =>
  call.agent === actor.partyId || hasRole(actor, 'supervisor', 'administrator');

/**
 * The call, locked, when the actor may go on with it.
 * @throws Problem reports.call-not-found, reports.call-ended
 */
export async function callInHand(tx: Tx, { actor, about }: OperationContext, id: Id): Promise<CallRow> {
  const call = (await lockCall(tx, id)) === undefined ? undefined : await findCall(tx, id);
  if (call === undefined || !mayWorkOn(actor, call)) throw reportProblems['call-not-found']();
  if (call.endedAt !== null) throw reportProblems['call-ended']();
  about({ type: 'call', id });
  return call;
}

/** Of what a log shows of a number: enough to recognise, not enough to call. */
const maskedPhone = (phone: string): string => `•••${phone.slice(-3)}`;

/** The digest a number is found by. @throws Problem reports.call-phone */
export function phoneDigest({ identity }: ReportParts, { tenant }: OperationContext, typed: string) {
  const phone = phoneOf(typed, countryCodeOf(tenant));
  if (phone === undefined) throw reportProblems['call-phone']();
  return { phone, digest: identity.lookupDigest(tenant, 'phone', phone) };
}

/** The caller of a number; made when it calls for the first time. @throws Problem reports.call-phone */
export async function callerOf(
  parts: ReportParts,
  tx: Tx,
  context: OperationContext,
  typed: string,
): Promise<CallerRow> {
  const { phone, digest } = phoneDigest(parts, context, typed);
  const known = await findCallerByDigest(tx, digest);
  if (known !== undefined) return known;
  const id = context.newId();
  await parts.identity.addPerson(tx, id, context.tenant.languages[0] ?? 'ar');
  const mobile = (await parts.identity.sealFor(tx, id, 'desk/phone', phone))!;
  const at = context.now.toString();
  // Of two first calls of one number at once, the second goes on with the caller the first made.
  const made = await insertCaller(tx, { id, digest, mobile, masked: maskedPhone(phone), at });
  if (made === 0) await parts.identity.erasePerson(tx, id);
  return (await findCallerByDigest(tx, digest))!;
}

/** What the caller said they are called; an empty name changes nothing. */
export async function keepName({ identity }: ReportParts, tx: Tx, caller: Id, name: string | undefined): Promise<void> {
  if (name === undefined || name === '') return;
  const sealed = await identity.sealFor(tx, caller, 'desk/name', name);
  if (sealed !== undefined) await nameCaller(tx, caller, sealed);
}

/** Number and name of a caller, opened and recorded as read; undefined once they were destroyed. */
export async function openCaller(parts: ReportParts, tx: Tx, context: OperationContext, id: Id) {
  const row = await findCaller(tx, id);
  if (row === undefined) return undefined;
  const phone = await parts.identity.openFor(tx, id, 'desk/phone', row.mobile);
  if (phone === undefined) return undefined;
  const name = row.name === null ? '' : ((await parts.identity.openFor(tx, id, 'desk/name', row.name)) ?? '');
  context.disclosed({ type: 'caller', id }, name === '' ? ['phone'] : ['phone', 'name']);
  return { row, phone, name };
}
