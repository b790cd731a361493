import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { IdInput } from './model.ts';
import { PersonalDataDocument, RetentionTerm } from './model-privacy.ts';
import {
  heldNow,
  type KeptData,
  READS_PRIVACY,
  RetentionOverview,
  RetentionPreview,
  type RetentionRun,
  ruleView,
  termsNow,
} from './operations-retention-shared.ts';
import type { Ports } from './ports.ts';
import { identityProblems } from './problems.ts';
import { displayNames } from './records.ts';
import { cutoff, faultsOf, nextNight, nightOf, withTerm } from './rules-retention.ts';
import * as store from './store-privacy.ts';

const WRITES = tenantRole('data-steward');
const BATCH = 100;
const MOST_COUNTED = 10_000;

export function retentionOperations({ vault }: Pick<Ports, 'vault'>, kept: readonly KeptData[]): Operation[] {
  const known = () => kept.map(({ key }) => key);
  const changeable = (key: string) => kept.find((one) => one.key === key && one.removal !== undefined);

  return [
    operation({
      name: 'identity.put-personal-data',
      summary: { ar: 'حفظ وثيقة البيانات الشخصية للأمانة', en: 'Save what the tenant says about personal data' },
      kind: 'command',
      who: [system()],
      route: { method: 'PUT', path: '/identity/system/personal-data' },
      rate: 'write',
      bodyLimit: 1 << 20,
      input: z.strictObject({ document: z.unknown() }),
      output: z.strictObject({ changed: z.boolean() }),
      async run(tx, { document }, { now, tenant }) {
        const parsed = PersonalDataDocument.safeParse(document);
        const faults = parsed.success
          ? faultsOf(parsed.data, known(), tenant.languages)
          : parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), fault: message }));
        if (!parsed.success || faults.length > 0) {
          const said = faults.slice(0, 5).map(({ path, fault }) => `${path}: ${fault}`);
          throw identityProblems['personal-data-faulty']({ values: { faults: said.join('; ') } });
        }
        return { changed: (await store.addFromFolder(tx, parsed.data, now.toString())) > 0 };
      },
    }),
    operation({
      name: 'identity.get-retention',
      summary: { ar: 'مدد حفظ البيانات الشخصية وتنفيذها', en: 'How long personal data is kept, and what was removed' },
      kind: 'query',
      who: [READS_PRIVACY],
      route: { method: 'GET', path: '/identity/office/retention' },
      rate: 'read',
      input: z.strictObject({}),
      output: RetentionOverview,
      async run(tx, _input, { tenant, now }) {
        const terms = await termsNow(tx, tenant, kept);
        const runs = new Map((await store.lastRuns(tx)).map((run) => [run.key, run]));
        const versions = await store.listPersonalData(tx, 50);
        const holds = await store.listHolds(tx);
        const people = [...versions.map(({ author }) => author), ...holds.map(({ madeBy }) => madeBy)];
        const names = await displayNames(tx, vault, tenant.id, [...new Set(people.flatMap((id) => id ?? []))]);
        const name = (id: Id | null) => (id === null ? null : (names.get(id) ?? {}));
        return {
          version: versions[0]?.version ?? 0,
          rules: terms.map((term) => {
            const run = runs.get(term.kept.key);
            const { total = 0, ...last } = run ?? {};
            return {
              ...ruleView(term),
              last: run === undefined ? null : (last as z.infer<typeof RetentionRun>),
              total,
            };
          }),
          next: nextNight(now, tenant.timeZone).toString(),
          nights: await store.listRuns(tx, 60),
          versions: versions.map(({ version, origin, author, note, at }) => ({
            version,
            origin,
            author: name(author),
            note,
            at,
          })),
          holds: holds.map(({ id, number, reason, madeBy, madeAt }) => ({
            id,
            number,
            reason,
            madeBy: name(madeBy),
            madeAt,
          })),
          heldPeople: (await store.heldParties(tx)).length,
        };
      },
    }),
    operation({
      name: 'identity.preview-retention',
      summary: { ar: 'ما الذي سيُحذف الليلة', en: 'What would go tonight' },
      kind: 'query',
      who: [READS_PRIVACY],
      route: { method: 'GET', path: '/identity/office/retention/preview' },
      rate: 'read',
      input: z.strictObject({}),
      output: RetentionPreview,
      async run(tx, _input, { tenant, now }) {
        const at = nextNight(now, tenant.timeZone);
        const held = await heldNow(tx);
        const items = [];
        for (const { kept: one, days } of await termsNow(tx, tenant, kept)) {
          if (one.removal === undefined || days === null) continue;
          const before = cutoff(at, days);
          const due = await one.removal.due(tx, tenant, { before, now: at, held }, MOST_COUNTED);
          items.push({ key: one.key, before: before.toString(), due, atLeast: due === MOST_COUNTED });
        }
        return { at: at.toString(), items };
      },
    }),
    operation({
      name: 'identity.change-retention',
      summary: { ar: 'تغيير مدة حفظ', en: 'Change how long something is kept' },
      kind: 'command',
      who: [WRITES],
      route: { method: 'POST', path: '/identity/office/retention/terms' },
      rate: 'write',
      input: z.strictObject({
        key: z.string().max(100),
        days: z.coerce.number().int().min(1).max(36_500),
        ground: RetentionTerm.shape.ground,
        note: plainText({ min: 3, max: 500, multiline: true }),
        /** The version it was made from. */
        version: z.coerce.number().int().positive(),
      }),
      output: z.strictObject({ version: z.int() }),
      async run(tx, { key, days, ground, note, version }, { now, actor, tenant, about, newId }) {
        if (changeable(key) === undefined) throw identityProblems['not-found']();
        const missing = tenant.languages.filter((language) => !ground[language]);
        if (missing.length > 0) {
          throw identityProblems['ground-missing']({
            fields: missing.map((language) => ({
              path: `ground.${language}`,
              code: 'required',
              text: { ar: 'اذكر الأساس النظامي للمدة.', en: 'State the legal ground of the term.' },
            })),
          });
        }
        const found = await store.findPersonalData(tx);
        if (found === undefined) throw identityProblems['not-found']();
        if (found.version !== version) throw identityProblems['terms-changed']();
        const document = withTerm(found.document, key, { days, ground });
        about({ type: 'personal-data', id: newId(), number: key });
        const made = { from: version, document, author: actor.partyId, note, at: now.toString() };
        if ((await store.addFromOffice(tx, made)) === 0) throw identityProblems['terms-changed']();
        return { version: version + 1 };
      },
    }),
    operation({
      name: 'identity.hold-record',
      summary: { ar: 'إيقاف حذف بيانات سجل', en: 'Keep a record’s data beyond its term' },
      kind: 'command',
      who: [WRITES],
      route: { method: 'POST', path: '/identity/office/retention/holds' },
      rate: 'write',
      input: z.strictObject({
        number: z.string().trim().min(1).max(60),
        reason: plainText({ min: 3, max: 500, multiline: true }),
      }),
      output: z.strictObject({ id: z.string() }),
      async run(tx, { number, reason }, context) {
        let subjectId: Id | undefined;
        for (const one of kept) subjectId ??= await one.subjectOf?.(tx, context, number);
        if (subjectId === undefined) {
          const text = { ar: 'لا سجل بهذا الرقم.', en: 'There is no record of this number.' };
          throw identityProblems['no-such-number']({ fields: [{ path: 'number', code: 'unknown', text }] });
        }
        const { newId, now, actor, about } = context;
        const id = newId();
        about({ type: 'retention-hold', id, number });
        await store.insertHold(tx, { id, subjectId, number, reason, by: actor.partyId, at: now.toString() });
        const held = (await store.listHolds(tx)).find((one) => one.subjectId === subjectId)!;
        return { id: held.id };
      },
    }),
    operation({
      name: 'identity.lift-hold',
      summary: { ar: 'رفع إيقاف حذف سجل', en: 'Let a record’s data go when its term is over' },
      kind: 'command',
      who: [WRITES],
      route: { method: 'DELETE', path: '/identity/office/retention/holds/{holdId}' },
      rate: 'write',
      input: z.strictObject({ holdId: IdInput }),
      output: z.strictObject({ lifted: z.boolean() }),
      async run(tx, { holdId }, { now, actor, about }) {
        about({ type: 'retention-hold', id: holdId });
        if ((await store.liftHold(tx, holdId, actor.partyId, now.toString())) === 0) {
          throw identityProblems['not-found']();
        }
        return { lifted: true };
      },
    }),
    operation({
      name: 'identity.run-retention',
      summary: { ar: 'حذف دفعة مما انتهت مدة حفظه', en: 'Remove some of what is past its term' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/identity/system/retention' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.strictObject({ removed: z.int(), more: z.boolean() }),
      async run(tx, _input, { now, tenant }) {
        const day = nightOf(now, tenant.timeZone).toString();
        const held = await heldNow(tx);
        for (const { kept: one, days } of await termsNow(tx, tenant, kept)) {
          if (one.removal === undefined || days === null) continue;
          if ((await store.findRun(tx, one.key, day))?.endedAt) continue;
          if (await one.removal.waits?.(tx, now)) continue;
          const before = cutoff(now, days);
          const removed = await one.removal.remove(tx, tenant, { before, now, held }, BATCH);
          const at = now.toString();
          const over = removed < BATCH;
          await store.noteRun(tx, { key: one.key, day, removed, before: before.toString(), at, over });
          return { removed, more: true };
        }
        return { removed: 0, more: false };
      },
    }),
  ];
}
