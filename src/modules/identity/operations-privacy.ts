import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { anyone } from '#platform/policy.ts';
import { TextOutput } from './model.ts';
import { Activity, GROUNDS, PersonalDataDocument } from './model-privacy.ts';
import { type KeptData, READS_PRIVACY, RetentionRule, ruleView, termsNow } from './operations-retention-shared.ts';
import { identityProblems } from './problems.ts';
import { findPersonalData, insertConsents, versionAt } from './store-privacy.ts';

/** What somebody gave without having to, with which record. */
export interface GivenConsent {
  readonly subjectId: Id;
  readonly purpose: string;
  readonly number: string | null;
  readonly channel: string;
  readonly at: string;
}

/** Keeps consents with the version of the notice that was in force when they were given. */
export async function keepConsents(tx: Tx, consents: readonly GivenConsent[]): Promise<void> {
  const kept = [];
  for (const { at, ...consent } of consents) {
    const noticeVersion = await versionAt(tx, at);
    if (noticeVersion !== undefined) kept.push({ ...consent, noticeVersion, givenAt: at });
  }
  if (kept.length > 0) await insertConsents(tx, kept);
}

const Noticed = z.object({
  version: z.int(),
  updatedAt: z.string(),
  sample: z.boolean(),
  controller: PersonalDataDocument.shape.controller,
  introduction: TextOutput,
  activities: z.array(
    Activity.omit({ keeps: true, recipients: true, transfer: true }).extend({
      ground: z.enum(GROUNDS),
      keeps: z.array(RetentionRule),
      recipients: z.array(TextOutput),
      transfer: TextOutput.nullable(),
    }),
  ),
});

export type PrivacyDocument = z.infer<typeof Noticed>;

/** The record of processing activities, and what of it the public is told. */
export function privacyOperations(kept: readonly KeptData[]): Operation[] {
  const read = async (tx: Tx, tenant: Parameters<typeof termsNow>[1], publicOnly: boolean) => {
    const found = await findPersonalData(tx);
    if (found === undefined) throw identityProblems['no-notice']();
    const { document, version, at } = found;
    const rules = new Map((await termsNow(tx, tenant, kept)).map((term) => [term.kept.key, ruleView(term)]));
    return {
      version,
      updatedAt: at,
      sample: document.sample,
      controller: document.controller,
      introduction: document.introduction,
      activities: document.activities
        .filter((one) => one.public || !publicOnly)
        .map(({ keeps, ...activity }) => ({ ...activity, keeps: keeps.flatMap((key) => rules.get(key) ?? []) })),
    };
  };
  return [
    operation({
      name: 'identity.get-privacy-notice',
      summary: { ar: 'إشعار الخصوصية', en: 'The privacy notice' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/privacy-notice' },
      rate: 'read',
      input: z.strictObject({}),
      output: Noticed,
      run: (tx, _input, { tenant }) => read(tx, tenant, true),
    }),
    operation({
      name: 'identity.get-processing-record',
      summary: { ar: 'سجل أنشطة معالجة البيانات الشخصية', en: 'The record of processing activities' },
      kind: 'query',
      who: [READS_PRIVACY],
      route: { method: 'GET', path: '/identity/office/processing-record' },
      rate: 'read',
      input: z.strictObject({}),
      output: Noticed,
      run: (tx, _input, { tenant }) => read(tx, tenant, false),
    }),
  ];
}
