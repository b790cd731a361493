import type { Id } from '#kernel/id.ts';
import { CASE_CHANGED, type CaseChanged, type CaseRow, type CasesApi } from '#modules/cases/api.ts';
import type { GivenConsent, IdentityApi } from '#modules/identity/api.ts';
import type { Job, Subscription } from '#platform/module.ts';
import { CONTACT, REPORT_TYPE, reportData } from './operations-shared.ts';
import { insertContacts } from './store-callers.ts';

const CHUNK = 200;

/** Whoever gives a contact agrees to be contacted about the report, under the notice that stood beside the fields. */
function consentOf(row: CaseRow): GivenConsent[] {
  const data = reportData(row);
  const { name, mobile, email } = data.contact;
  if (name === null && mobile === null && email === null) return [];
  const channel = String(row.data.channel ?? 'portal');
  return [{ subjectId: row.id, purpose: CONTACT, number: row.number, channel, at: row.openedAt }];
}

/** Keeps by which number and address each report was made, to find the earlier ones of a caller, and all of a person. */
export const contactSubscription = (
  cases: Pick<CasesApi, 'list'>,
  identity: Pick<IdentityApi, 'lookupDigest' | 'noteConsents'>,
): Subscription => ({
  name: 'reports.contacts',
  // What another system hands over in bulk names no caller.
  events: [CASE_CHANGED],
  async handle(tx, events, tenant) {
    const ids = new Set<Id>();
    for (const { payload } of events) {
      const { kind, caseId, before } = payload as unknown as CaseChanged;
      if (kind === 'report' && before === null) ids.add(caseId);
    }
    const all = [...ids];
    for (let from = 0; from < all.length; from += CHUNK) {
      const chunk = all.slice(from, from + CHUNK);
      const found = await cases.list(tx, { type: REPORT_TYPE, ids: chunk }, 'newest', undefined, chunk.length);
      const contacts = found.flatMap((row) => {
        const { mobile, email } = reportData(row).contact;
        const digests = [
          ...(mobile === null ? [] : [identity.lookupDigest(tenant, 'phone', mobile)]),
          ...(email === null ? [] : [identity.lookupDigest(tenant, 'email', email)]),
        ];
        return digests.map((digest) => ({ digest, caseId: row.id, openedAt: row.openedAt }));
      });
      if (contacts.length > 0) await insertContacts(tx, contacts);
      await identity.noteConsents(tx, found.flatMap(consentOf));
    }
  },
});

/** Closes calls that were left. */
export const deskJob: Job = {
  name: 'reports.desk',
  everySeconds: 3_600,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      for (;;) {
        const { more } = (await call(tenant, 'reports.tend-desk', {})) as { more: boolean };
        if (!more || signal.aborted) break;
      }
    }
  },
};
