import type { CaseState } from '#modules/cases/api.ts';
import type { NoticeRequested } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { addressesOf, secretOf } from './operations-followed.ts';
import { leadersOf } from './operations-leaders.ts';
import { type ReportParts, reportData } from './operations-shared.ts';
import { findFollowers } from './store-followers.ts';

type Recipients = NoticeRequested['to'];
type Parts = Pick<ReportParts, 'identity' | 'trackingBytes'>;

/** Who is meant by a role that a notice of a report names. */
export async function recipientsOf(
  parts: Parts,
  tx: Tx,
  state: CaseState,
  role: string,
  context: Pick<OperationContext, 'tenant'>,
): Promise<Recipients> {
  const { identity } = parts;
  if (role === 'team') {
    const members = state.team === null ? [] : await identity.membersOf(tx, state.team);
    return members.map((partyId) => ({ role, partyId }));
  }
  if (role === 'supervisor') {
    const supervisors = await identity.partiesWithRole(tx, 'supervisor', state.place?.municipalityId ?? null);
    return supervisors.map((partyId) => ({ role, partyId }));
  }
  if (role === 'teamLead' || role === 'departmentHead') {
    const leads = await leadersOf(parts, tx, state, role);
    return leads.map((partyId) => ({ role, partyId }));
  }
  if (role === 'assignee') return state.assignee === null ? [] : [{ role, partyId: state.assignee }];
  const parties = [...new Set(state.participants.flatMap((one) => (one.role === role ? one.partyId : [])))];
  if (role === 'follower') return followers(parts, tx, state, parties, context);
  const known: Recipients = parties.map((partyId) => ({ role, partyId }));
  return role === 'reporter' ? [...known, ...(await given(parts, tx, state, parties))] : known;
}

/**
 * The address that was given with the report, signed in or not. One that is the account's own is left to the account,
 * whose choices count: nobody is told twice.
 */
async function given({ identity }: Parts, tx: Tx, state: CaseState, parties: readonly string[]): Promise<Recipients> {
  const { mobile, email, language } = reportData(state).contact;
  if (mobile === null && email === null) return [];
  const own = parties.length === 0 ? [] : await identity.contactsOf(tx, [...parties]);
  const left = {
    mobile: own.some((one) => one.mobile === mobile) ? null : mobile,
    email: own.some((one) => one.email?.toLowerCase() === email) ? null : email,
  };
  return left.mobile === null && left.email === null ? [] : [{ role: 'reporter', contact: { ...left, language } }];
}

/**
 * Whoever follows: in their account, or at the address they confirmed, each with the page on which they end it. Who
 * reported it too, or reported what was joined to it, is told as its reporter.
 */
async function followers(
  parts: Parts,
  tx: Tx,
  state: CaseState,
  parties: readonly string[],
  { tenant }: Pick<OperationContext, 'tenant'>,
): Promise<Recipients> {
  const reporters = new Set(state.participants.flatMap(({ role, partyId }) => (role === 'reporter' ? partyId : [])));
  const ids = parties.filter((id) => !reporters.has(id));
  if (ids.length === 0) return [];
  const rows = new Map((await findFollowers(tx, ids)).map((row) => [row.id, row]));
  const addresses = await addressesOf(parts, tx, [...rows.values()]);
  const told = new Set<string>();
  const found: Recipients = [];
  for (const partyId of ids) {
    const row = rows.get(partyId);
    if (row === undefined) {
      found.push({ role: 'follower', partyId, values: { stop: { path: `/reports/${state.number}#follow` } } });
      continue;
    }
    const address = addresses.get(partyId);
    // One address may follow two reports that were joined since.
    if (address === undefined || told.has(address)) continue;
    told.add(address);
    const path = `/f/${secretOf(parts, tenant, row.id)}`;
    found.push({
      role: 'follower',
      partyId,
      contact: { [row.channel === 'email' ? 'email' : 'mobile']: address, language: row.language },
      values: { stop: { path } },
      unsubscribe: row.channel === 'email' ? path : null,
    });
  }
  return found;
}
