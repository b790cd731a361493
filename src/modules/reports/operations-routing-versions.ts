import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { RoutingRule, RoutingRules } from './model.ts';
import { namesOf, personOf } from './operations-routing-shared.ts';
import type { ReportParts } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { ruleChanges, saysTheSame } from './rules.ts';
import {
  findDraft,
  findPublishedRules,
  findRulesVersion,
  insertRules,
  listRulesVersions,
  putDraft,
  type StoredRules,
} from './store-routing.ts';

const administrator = () => tenantRole('administrator');
const readers = () => tenantRole('administrator', 'supervisor', 'auditor');
const Note = plainText({ min: 0, max: 500, multiline: true }).default('');

const Version = z.object({
  version: z.int(),
  rules: z.int(),
  note: z.string().nullable(),
  restoredFrom: z.int().nullable(),
  publishedAt: z.string(),
  /** Null: from the tenant's file. */
  publishedBy: z.record(z.string(), z.string()).nullable(),
});

const Change = z.object({
  kind: z.enum(['added', 'removed', 'changed', 'moved']),
  rule: RoutingRule,
  from: z.int().nullable(),
  to: z.int().nullable(),
  members: z.array(z.object({ path: z.string(), before: z.json(), after: z.json() })),
});

/** Versions of the routing rules: each stays as it was published, and going back publishes an old one anew. */
export function routingVersionOperations(parts: ReportParts): Operation[] {
  const { rules: published } = parts;

  async function publish(tx: Tx, context: OperationContext, version: Omit<StoredRules, 'publishedAt' | 'publishedBy'>) {
    await insertRules(tx, {
      ...version,
      publishedAt: context.now.toString(),
      publishedBy: context.actor.partyId,
    });
    published.forget(context.tenant);
    return { version: version.version };
  }

  const viewOf = (stored: StoredRules, names: ReadonlyMap<Id, Text>) => ({
    version: stored.version,
    rules: stored.rules.length,
    note: stored.note,
    restoredFrom: stored.restoredFrom,
    publishedAt: stored.publishedAt,
    publishedBy: personOf(names, stored.publishedBy),
  });

  return [
    operation({
      name: 'reports.publish-routing-rules',
      summary: { ar: 'نشر مسودة قواعد التوجيه', en: 'Publish the draft of the routing rules' },
      kind: 'command',
      who: [administrator()],
      route: { method: 'POST', path: '/routing-rules/versions' },
      rate: 'write',
      input: z.strictObject({ revision: z.coerce.number().pipe(z.int32().min(0)), note: Note }),
      output: z.object({ version: z.int() }),
      async run(tx, { revision, note }, context) {
        const draft = await findDraft(tx);
        if (draft === undefined || draft.rules === null) throw reportProblems['no-draft']();
        const newest = await findPublishedRules(tx);
        if (saysTheSame(draft.rules, newest?.rules ?? [])) throw reportProblems['nothing-changed']();
        const emptied = { rules: null, basedOn: null, at: context.now.toString(), by: context.actor.partyId };
        if ((await putDraft(tx, revision, emptied)) === 0) throw reportProblems['draft-changed']();
        return publish(tx, context, {
          version: (newest?.version ?? 0) + 1,
          rules: draft.rules,
          note: note === '' ? null : note,
          restoredFrom: null,
        });
      },
    }),
    operation({
      name: 'reports.restore-routing-version',
      summary: {
        ar: 'العودة إلى إصدار سابق من قواعد التوجيه',
        en: 'Go back to an earlier version of the routing rules',
      },
      kind: 'command',
      who: [administrator()],
      route: { method: 'POST', path: '/routing-rules/versions/{version}/restoration' },
      rate: 'write',
      input: z.strictObject({ version: z.coerce.number().pipe(z.int32().positive()), note: Note }),
      output: z.object({ version: z.int() }),
      async run(tx, { version, note }, context) {
        const wanted = await findRulesVersion(tx, version);
        if (wanted === undefined) throw reportProblems['no-such-version']();
        const newest = (await findPublishedRules(tx))!;
        if (saysTheSame(wanted.rules, newest.rules)) throw reportProblems['nothing-changed']();
        return publish(tx, context, {
          version: newest.version + 1,
          rules: wanted.rules,
          note: note === '' ? null : note,
          restoredFrom: version,
        });
      },
    }),
    operation({
      name: 'reports.list-routing-versions',
      summary: { ar: 'إصدارات قواعد التوجيه', en: 'The versions of the routing rules' },
      kind: 'query',
      who: [readers()],
      route: { method: 'GET', path: '/routing-rules/versions' },
      rate: 'read',
      input: z.strictObject({
        before: z.coerce.number().pipe(z.int32().positive()).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(30),
      }),
      output: z.object({ versions: z.array(Version), next: z.int().nullable() }),
      async run(tx, { before, limit }) {
        const found = await listRulesVersions(tx, before ?? null, limit + 1);
        const names = await namesOf(
          parts,
          tx,
          found.map(({ publishedBy }) => publishedBy),
        );
        const shown = found.slice(0, limit);
        return {
          versions: shown.map((stored) => viewOf(stored, names)),
          next: found.length > limit ? shown.at(-1)!.version : null,
        };
      },
    }),
    operation({
      name: 'reports.get-routing-version',
      summary: {
        ar: 'إصدار من قواعد التوجيه وما غيّره',
        en: 'A version of the routing rules and what it changed',
      },
      kind: 'query',
      who: [readers()],
      route: { method: 'GET', path: '/routing-rules/versions/{version}' },
      rate: 'read',
      input: z.strictObject({
        version: z.coerce.number().pipe(z.int32().positive()),
        /** Compared with this one; the one before it unless said. */
        against: z.coerce.number().pipe(z.int32().min(0)).optional(),
      }),
      output: Version.extend({ document: RoutingRules, against: z.int().nullable(), changes: z.array(Change) }),
      async run(tx, { version, against }) {
        const wanted = await findRulesVersion(tx, version);
        const other = await findRulesVersion(tx, against ?? version - 1);
        if (wanted === undefined || (against !== undefined && against > 0 && other === undefined)) {
          throw reportProblems['no-such-version']();
        }
        const names = await namesOf(parts, tx, [wanted.publishedBy]);
        return {
          ...viewOf(wanted, names),
          document: [...wanted.rules],
          against: other?.version ?? null,
          changes: ruleChanges(other?.rules ?? [], wanted.rules) as z.input<typeof Change>[],
        };
      },
    }),
  ];
}
