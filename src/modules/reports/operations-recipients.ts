import type { CaseState } from '#modules/cases/api.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { NoticeRequested } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import { reportData } from './operations-shared.ts';

type Recipients = NoticeRequested['to'];

/** Who is meant by a role that a notice of a report names. */
export async function recipientsOf(
  identity: Pick<IdentityApi, 'contactsOf' | 'membersOf' | 'partiesWithRole'>,
  tx: Tx,
  state: CaseState,
  role: string,
): Promise<Recipients> {
  if (role === 'team') {
    const members = state.team === null ? [] : await identity.membersOf(tx, state.team);
    return members.map((partyId) => ({ role, partyId }));
  }
  if (role === 'supervisor') {
    const supervisors = await identity.partiesWithRole(tx, 'supervisor', state.place?.municipalityId ?? null);
    return supervisors.map((partyId) => ({ role, partyId }));
  }
  if (role === 'assignee') return state.assignee === null ? [] : [{ role, partyId: state.assignee }];
  const parties = state.participants.flatMap((one) => (one.role === role ? one.partyId : []));
  const known: Recipients = parties.map((partyId) => ({ role, partyId }));
  return role === 'reporter' ? [...known, ...(await given(identity, tx, state, parties))] : known;
}

/**
 * The address that was given with the report, signed in or not. One that is the account's own is left to the account,
 * whose choices count: nobody is told twice.
 */
async function given(
  identity: Pick<IdentityApi, 'contactsOf'>,
  tx: Tx,
  state: CaseState,
  parties: readonly string[],
): Promise<Recipients> {
  const { mobile, email, language } = reportData(state).contact;
  if (mobile === null && email === null) return [];
  const own = parties.length === 0 ? [] : await identity.contactsOf(tx, [...parties]);
  const left = {
    mobile: own.some((one) => one.mobile === mobile) ? null : mobile,
    email: own.some((one) => one.email?.toLowerCase() === email) ? null : email,
  };
  return left.mobile === null && left.email === null ? [] : [{ role: 'reporter', contact: { ...left, language } }];
}
