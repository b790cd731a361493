import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { digestOf } from '#platform/canonical.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { ReportCatalogue, ReportCategory } from './model.ts';
import { namesOf, personOf } from './operations-routing-shared.ts';
import type { ReportParts } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { categoryChanges, changedMembers, saysTheSame } from './rules.ts';
import { findCatalogue, type StoredCatalogue } from './store.ts';
import { insertCatalogue, listCategoryChanges, newestFileDigest } from './store-catalogue.ts';

/** What an administrator decides of a category; where it comes from is kept beside it. */
const CategoryInput = ReportCategory.omit({ provenance: true, violationGroup: true });

/** Where a category of the office comes from, in catalogues that name no source for such. */
const OWN_SOURCE = 'OFFICE';

/** Categories with the history of each; reports keep the category they were made under. */
export function categoryOperations(parts: ReportParts): Operation[] {
  const { catalogues } = parts;

  async function publish(
    tx: Tx,
    { actor, now, tenant }: OperationContext,
    newest: StoredCatalogue | undefined,
    document: ReportCatalogue,
    note: string | null,
  ) {
    const version = (newest?.version ?? 0) + 1;
    await insertCatalogue(
      tx,
      { version, document, digest: digestOf(document), at: now.toString(), by: actor.partyId, note },
      newest === undefined ? [] : categoryChanges(newest.document.categories, document.categories),
    );
    catalogues.forget(tenant);
    return version;
  }

  return [
    operation({
      name: 'reports.put-catalogue',
      summary: { ar: 'نشر تصنيفات البلاغات', en: 'Publish what can be reported' },
      kind: 'command',
      who: [tenantRole('administrator'), system()],
      route: { method: 'PUT', path: '/report-catalogue' },
      rate: 'write',
      bodyLimit: 2 << 20,
      input: z.strictObject({ catalogue: ReportCatalogue }),
      output: z.object({ version: z.int(), published: z.boolean() }),
      async run(tx, { catalogue }, context) {
        const digest = digestOf(catalogue);
        const newest = await findCatalogue(tx);
        // A file that has not changed since it was last applied undoes nothing that the office changed after it.
        const known = context.actor.partyId === null ? await newestFileDigest(tx) : newest?.digest;
        if (newest !== undefined && known !== undefined && digest.equals(known)) {
          return { version: newest.version, published: false };
        }
        return { version: await publish(tx, context, newest, catalogue, null), published: true };
      },
    }),
    operation({
      name: 'reports.put-category',
      summary: { ar: 'إضافة تصنيف أو تعديله أو إيقافه', en: 'Add, change or retire a category' },
      kind: 'command',
      who: [tenantRole('administrator')],
      route: { method: 'PUT', path: '/report-catalogue/categories' },
      rate: 'write',
      input: z.strictObject({
        category: CategoryInput,
        /** The catalogue's version when the category was read; 0 for a new one. */
        seen: z.coerce.number().pipe(z.int32().min(0)),
        note: plainText({ min: 0, max: 500, multiline: true }).default(''),
      }),
      output: z.object({ version: z.int(), changed: z.boolean() }),
      async run(tx, { category, seen, note }, context) {
        const newest = await findCatalogue(tx);
        if (newest === undefined) throw reportProblems['no-catalogue']();
        const { document } = newest;
        const at = document.categories.findIndex(({ code }) => code === category.code);
        const before = document.categories[at];
        if (seen === 0 && before !== undefined) {
          throw reportProblems['category-exists']({
            fields: [
              { path: 'category.code', code: 'category-exists', text: reportProblems['category-exists']().text },
            ],
          });
        }
        if (seen > 0 && before === undefined) {
          throw reportProblems['unknown-category']({ values: { code: category.code } });
        }
        const [last] = await listCategoryChanges(tx, category.code, null, 1);
        if (seen > 0 && last !== undefined && last.version > seen) throw reportProblems['catalogue-changed']();
        const timed = before === undefined || !saysTheSame(before.resolve, category.resolve);
        const [source = OWN_SOURCE] = before?.provenance.sources ?? Object.keys(document.sources);
        const after: ReportCategory = {
          ...category,
          violationGroup: before?.violationGroup ?? null,
          provenance: {
            ...(before?.provenance ?? { verification: 'proposed', sources: [source] }),
            // A time that the office set is no proposal of somebody else any more.
            timeBasis: timed ? 'adopted' : before!.provenance.timeBasis,
          },
        };
        if (before !== undefined && saysTheSame(before, after)) return { version: newest.version, changed: false };
        const categories = at < 0 ? [...document.categories, after] : document.categories.with(at, after);
        const checked = ReportCatalogue.safeParse({ ...document, categories });
        if (!checked.success) {
          throw reportProblems['category-invalid']({
            fields: checked.error.issues.map(({ path }) => ({
              path: `category.${path.slice(2).join('.')}`,
              code: 'unknown',
              text: { ar: 'اختر من القائمة.', en: 'Choose from the list.' },
            })),
          });
        }
        return { version: await publish(tx, context, newest, checked.data, note === '' ? null : note), changed: true };
      },
    }),
    operation({
      name: 'reports.list-category-changes',
      summary: { ar: 'سجل تعديل التصنيفات', en: 'How categories were changed' },
      kind: 'query',
      who: [tenantRole('administrator', 'supervisor', 'auditor')],
      route: { method: 'GET', path: '/report-catalogue/changes' },
      rate: 'read',
      input: z.strictObject({
        category: z.string().max(64).optional(),
        before: z.coerce.number().pipe(z.int32().positive()).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(30),
      }),
      output: z.object({
        /** The catalogue's version now. */
        version: z.int(),
        changes: z.array(
          z.object({
            code: z.string(),
            name: z.record(z.string(), z.string()),
            version: z.int(),
            at: z.string(),
            by: z.record(z.string(), z.string()).nullable(),
            note: z.string().nullable(),
            kind: z.enum(['added', 'removed', 'changed']),
            members: z.array(z.object({ path: z.string(), before: z.json(), after: z.json() })),
            /** As it was before the change, so that it can be taken back; null for a new one. */
            was: ReportCategory.nullable(),
          }),
        ),
        next: z.int().nullable(),
      }),
      async run(tx, { category, before, limit }) {
        const newest = await findCatalogue(tx);
        const found = await listCategoryChanges(tx, category ?? null, before ?? null, limit + 1);
        const shown = found.slice(0, limit);
        const names = await namesOf(
          parts,
          tx,
          shown.map(({ by }) => by),
        );
        return {
          version: newest?.version ?? 0,
          changes: shown.map(({ code, before: was, after, version, at, by, note }) => ({
            code,
            name: (after ?? was)!.name,
            version,
            at,
            by: personOf(names, by),
            note,
            kind: was === null ? ('added' as const) : after === null ? ('removed' as const) : ('changed' as const),
            members: (was === null || after === null ? [] : changedMembers(was, after)) as never,
            was,
          })),
          next: found.length > limit ? shown.at(-1)!.version : null,
        };
      },
    }),
  ];
}
