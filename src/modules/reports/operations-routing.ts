import { z } from 'zod';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { staff, tenantRole } from '#platform/policy.ts';
import { CONDITION_KINDS, RoutingRule, RoutingRules, RoutingWarning } from './model.ts';
import { ReportId } from './operations-input.ts';
import { BECAUSE, faultsOf, namesOf, personOf, worldOf } from './operations-routing-shared.ts';
import { areaCodes, REPORT_TYPE, type ReportParts, reportData, routingOf } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { compileRules, getCategory, route, snapshotOf, type TriedReport, trialOf, warningsOf } from './rules.ts';
import { findDraft, findPublishedRules, findRulesVersion, putDraft } from './store-routing.ts';

const administrator = () => tenantRole('administrator');
const readers = () => tenantRole('administrator', 'supervisor', 'auditor');
const Name = z.record(z.string(), z.string());
const Revision = z.coerce.number().pipe(z.int32().min(0));
/** How many changed reports an answer lists; all are counted. */
const MOST_LISTED = 200;

const Treatment = z.object({
  team: z.string().nullable(),
  priority: z.string(),
  outsideOwner: z.string().nullable(),
  notify: z.boolean(),
  rule: z.string().nullable(),
});

const RulesInForce = z.object({
  version: z.int().nullable(),
  rules: RoutingRules,
  publishedAt: z.string().nullable(),
  publishedBy: Name.nullable(),
  note: z.string().nullable(),
});

export function routingOperations(parts: ReportParts): Operation[] {
  const { cases } = parts;

  async function getDraft(tx: Tx) {
    const draft = await findDraft(tx);
    if (draft === undefined || draft.rules === null) throw reportProblems['no-draft']();
    return { ...draft, rules: draft.rules };
  }

  async function write(
    tx: Tx,
    { actor, now }: OperationContext,
    seen: number,
    draft: { rules: readonly RoutingRule[] | null; basedOn: number | null },
  ): Promise<number> {
    const taken = await putDraft(tx, seen, { ...draft, at: now.toString(), by: actor.partyId });
    if (taken === 0) throw reportProblems['draft-changed']();
    return (await findDraft(tx))!.revision;
  }

  return [
    operation({
      name: 'reports.get-routing-rules',
      summary: { ar: 'قواعد التوجيه المعمول بها ومسودتها', en: 'The routing rules in force and their draft' },
      kind: 'query',
      who: [readers()],
      route: { method: 'GET', path: '/routing-rules' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({
        published: RulesInForce,
        draft: z.object({
          revision: z.int(),
          rules: RoutingRules.nullable(),
          basedOn: z.int().nullable(),
          changedAt: z.string().nullable(),
          changedBy: Name.nullable(),
        }),
        /** Of the draft where there is one, else of the rules in force. */
        warnings: z.array(RoutingWarning),
      }),
      async run(tx, _, { tenant }) {
        const [published, draft] = [await findPublishedRules(tx), await findDraft(tx)];
        const names = await namesOf(parts, tx, [published?.publishedBy ?? null, draft?.changedBy ?? null]);
        const world = await worldOf(parts, tx, tenant);
        return {
          published: {
            version: published?.version ?? null,
            rules: [...(published?.rules ?? [])],
            publishedAt: published?.publishedAt ?? null,
            publishedBy: personOf(names, published?.publishedBy ?? null),
            note: published?.note ?? null,
          },
          draft: {
            revision: draft?.revision ?? 0,
            rules: draft?.rules == null ? null : [...draft.rules],
            basedOn: draft?.basedOn ?? null,
            changedAt: draft?.changedAt ?? null,
            changedBy: personOf(names, draft?.changedBy ?? null),
          },
          warnings: warningsOf(draft?.rules ?? published?.rules ?? [], world),
        };
      },
    }),
    operation({
      name: 'reports.put-routing-draft',
      summary: { ar: 'حفظ مسودة قواعد التوجيه', en: 'Save the draft of the routing rules' },
      kind: 'command',
      who: [administrator()],
      route: { method: 'PUT', path: '/routing-rules/draft' },
      rate: 'write',
      bodyLimit: 1 << 20,
      input: z.strictObject({
        /** The revision the writer saw; 0 before the first. */
        revision: Revision,
        rules: RoutingRules,
      }),
      output: z.object({ revision: z.int(), warnings: z.array(RoutingWarning) }),
      async run(tx, { revision, rules }, context) {
        const world = await worldOf(parts, tx, context.tenant);
        const fields = faultsOf(rules, world, context.tenant.languages);
        if (fields.length > 0) throw reportProblems['rules-invalid']({ fields });
        const published = await findPublishedRules(tx);
        const saved = await write(tx, context, revision, { rules, basedOn: published?.version ?? null });
        return { revision: saved, warnings: warningsOf(rules, world) };
      },
    }),
    operation({
      name: 'reports.discard-routing-draft',
      summary: { ar: 'التخلي عن مسودة قواعد التوجيه', en: 'Give up the draft of the routing rules' },
      kind: 'command',
      who: [administrator()],
      route: { method: 'DELETE', path: '/routing-rules/draft' },
      rate: 'write',
      input: z.strictObject({ revision: Revision }),
      output: z.object({ revision: z.int() }),
      async run(tx, { revision }, context) {
        await getDraft(tx);
        return { revision: await write(tx, context, revision, { rules: null, basedOn: null }) };
      },
    }),
    operation({
      name: 'reports.try-routing-rules',
      summary: { ar: 'تجربة مسودة التوجيه على بلاغات سابقة', en: 'Try the draft of the routing rules on past reports' },
      kind: 'query',
      who: [readers()],
      route: { method: 'GET', path: '/routing-rules/trial' },
      rate: 'bulk',
      input: z.strictObject({ last: z.coerce.number().int().min(1).max(2_000).default(500) }),
      output: z.object({
        total: z.int(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        otherTeam: z.int(),
        otherPriority: z.int(),
        otherOwner: z.int(),
        toldSupervisors: z.int(),
        changed: z.int(),
        /** The newest of them, at most 200. */
        reports: z.array(
          z.object({
            id: z.string(),
            number: z.string(),
            openedAt: z.string(),
            category: Name,
            before: Treatment,
            after: Treatment,
          }),
        ),
        moves: z.array(z.object({ from: z.string().nullable(), to: z.string().nullable(), count: z.int() })),
        /** For how many each rule of the draft decided, in their order. */
        fired: z.array(z.object({ rule: z.string(), count: z.int() })),
        byDefault: z.int(),
      }),
      async run(tx, { last }, { tenant }) {
        const { rules } = await getDraft(tx);
        const setting = await routingOf(parts, tx, tenant);
        const tried = { ...setting, rules: compileRules(rules, null) };
        const codes = new Map<string | null, string | null>();
        const rows = (await cases.list(tx, { type: REPORT_TYPE }, 'newest', undefined, last)).slice(0, last);
        const reports: TriedReport[] = [];
        for (const row of rows) {
          const { category: kept, description, partOf } = reportData(row);
          // A part was given out by an officer; no rule was asked about it.
          if (partOf !== null) continue;
          // As it would be made today: what an earlier rule changed of the category is taken back.
          const known = setting.catalogue.categories.some(({ code }) => code === kept.code);
          const place = `${row.municipalityId} ${row.districtId}`;
          if (!codes.has(place)) codes.set(place, JSON.stringify(await areaCodes(parts, tx, tenant, row)));
          const facts = {
            category: known ? snapshotOf(setting.catalogue, getCategory(setting.catalogue, kept.code)) : kept,
            area: JSON.parse(codes.get(place)!),
            channel: String(row.data.channel ?? ''),
            at: Temporal.Instant.from(row.openedAt),
            description,
          };
          reports.push({
            id: row.id,
            number: row.number,
            openedAt: row.openedAt,
            before: route(setting, facts),
            after: route(tried, facts),
          });
        }
        const { changed, moves, fired, ...counts } = trialOf(reports);
        const treatment = ({ team, category, notify, rule }: TriedReport['after']) => ({
          team,
          priority: category.priority,
          outsideOwner: category.externalOwner?.code ?? null,
          notify,
          rule,
        });
        return {
          ...counts,
          from: reports.at(-1)?.openedAt ?? null,
          to: reports[0]?.openedAt ?? null,
          changed: changed.length,
          reports: changed.slice(0, MOST_LISTED).map(({ id, number, openedAt, before, after }) => ({
            id,
            number,
            openedAt,
            category: before.category.name,
            before: treatment(before),
            after: treatment(after),
          })),
          moves: [...moves],
          fired: rules.map(({ id }) => ({ rule: id, count: fired[id] ?? 0 })),
          byDefault: fired.default ?? 0,
        };
      },
    }),
    operation({
      name: 'reports.get-routing',
      summary: { ar: 'لماذا وُجّه البلاغ إلى هذا الفريق', en: 'Why a report went where it went' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/reports-office/{id}/routing' },
      rate: 'read',
      input: z.strictObject({ id: ReportId }),
      output: z.object({
        team: z.string().nullable(),
        department: z.string().nullable(),
        reasons: z.array(Name),
        /** Version of the rules that decided; null where there were none. */
        version: z.int().nullable(),
        /** The rule that decided; null where the default did. */
        rule: RoutingRule.nullable(),
        place: z.int().nullable(),
        /** Rules asked before it, in order, each with what did not hold. */
        passed: z.array(z.object({ rule: RoutingRule, because: z.enum(CONDITION_KINDS), text: Name })),
        /** How many rules came after and were not asked. */
        notAsked: z.int(),
      }),
      async run(tx, { id }, context) {
        const loaded = await cases.findCase(tx, context, { id });
        if (loaded?.state.type.id !== REPORT_TYPE || !cases.mayRead(context.actor, loaded.state)) {
          throw reportProblems['not-found']();
        }
        const { routing } = reportData(loaded.state);
        const version = routing?.rules == null ? undefined : await findRulesVersion(tx, routing.rules);
        const rules = version?.rules ?? [];
        const place = rules.findIndex((rule) => rule.id === routing?.rule);
        const passed = (routing?.passed ?? []).flatMap(({ rule: passedId, because }) => {
          const rule = rules.find((one) => one.id === passedId);
          return rule === undefined ? [] : [{ rule, because, text: { ...BECAUSE[because] } }];
        });
        return {
          team: routing?.team ?? null,
          department: routing?.department ?? null,
          reasons: (routing?.reasons ?? []).map(({ text }) => text),
          version: version?.version ?? null,
          rule: rules[place] ?? null,
          place: place < 0 ? null : place + 1,
          passed,
          notAsked: place < 0 ? 0 : rules.length - place - 1,
        };
      },
    }),
  ];
}
