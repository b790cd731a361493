import { z } from 'zod';
import type { CaseState } from '#modules/cases/api.ts';
import type { NotificationsApi } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { CONTACT, CONTACT_FIELDS, type ReportParts, reportData } from './operations-shared.ts';
import { openTracked, TrackingKey } from './operations-tracked.ts';
import { forgetContactOf } from './store-forgetting.ts';

/** What the reporter agreed to with the contact that is still there. */
export async function consentView({ identity }: Pick<ReportParts, 'identity'>, tx: Tx, state: CaseState) {
  const { name, mobile, email } = reportData(state).contact;
  if (name === null && mobile === null && email === null) return null;
  const given = await identity.consentTo(tx, state.id, CONTACT);
  return given === undefined || given.withdrawnAt !== null
    ? null
    : { version: given.noticeVersion, givenAt: given.givenAt };
}

export function withdrawalOperations(parts: ReportParts, notifications: Pick<NotificationsApi, 'forget'>): Operation[] {
  const { cases, identity } = parts;
  return [
    operation({
      name: 'reports.withdraw-contact',
      summary: {
        ar: 'سحب الموافقة على التواصل ومحو وسيلته من البلاغ',
        en: 'Withdraw the consent to be contacted, and take the contact out of the report',
      },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/reports/{number}/contact-withdrawal' },
      rate: 'write',
      guess: 'reports.tracking-code-wrong',
      input: z.strictObject(TrackingKey),
      output: z.object({ withdrawn: z.boolean() }),
      async run(tx, key, context) {
        const { state } = await openTracked(parts, tx, context, key);
        context.about({ type: 'case', id: state.id, number: state.number });
        const withdrawn = await identity.withdrawConsent(tx, state.id, CONTACT);
        await cases.redact(tx, context.tenant, [state.id], { drop: CONTACT_FIELDS, blank: [] }, 'consent-withdrawn');
        await forgetContactOf(tx, state.id);
        await notifications.forget(tx, null, [state.id]);
        return { withdrawn };
      },
    }),
  ];
}
