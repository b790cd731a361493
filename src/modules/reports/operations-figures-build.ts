import { z } from 'zod';
import type { CasesApi } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import { DIMENSIONS, type ReportFact } from './model-figures.ts';
import { countWaitingFacts } from './operations-figures-kept.ts';
import { REPORT_TYPE, type ReportParts } from './operations-shared.ts';
import { FACT_PARTS, factOf } from './rules-figures.ts';
import {
  countDimension,
  type FigurePhase,
  findAgain,
  findFigureState,
  lockFigures,
  noteFigureState,
  readScores,
  replaceFacts,
  touchFigures,
} from './store-figures.ts';
import { holdUncounted, isLeftUncounted } from './store-uncounted.ts';

/** Reports a step of the building reads with their timelines. */
const STEP = 5_000;
const AGAIN_STEP = 50_000;

/** Where a history says of which report it is a part. */
const PART_OF = FACT_PARTS.values.length - 1;

/** Reports as the indicators count them, read from their whole timelines. */
export async function factsOf(
  tx: Tx,
  tenant: Pick<Tenant, 'timeZone'>,
  cases: Pick<CasesApi, 'histories'>,
  asked: { readonly ids: readonly string[] } | { readonly after: string | null; readonly limit: number },
): Promise<ReportFact[]> {
  const found = await cases.histories(tx, REPORT_TYPE, asked, FACT_PARTS);
  const scores = await readScores(
    tx,
    found.map(({ id }) => id),
  );
  const rated = new Map(scores.map(({ caseId, ...one }) => [caseId, one]));
  // What is a part of a report counts with the report.
  return found
    .filter(({ values }) => values[PART_OF] === null)
    .map((one) => factOf(one, rated.get(one.id) ?? null, tenant.timeZone));
}

export function figureBuilding({ cases }: Pick<ReportParts, 'cases'>): Operation[] {
  /** One step of the building: some reports, or some places, or one dimension of the totals. */
  async function step(tx: Tx, { tenant, now }: OperationContext): Promise<FigurePhase> {
    const state = await findFigureState(tx);
    const note = async (
      phase: FigurePhase,
      reached: string | null = null,
      dimension: (typeof DIMENSIONS)[number] | null = null,
    ) => {
      await noteFigureState(tx, { phase, reached, dimension }, now.toString());
      return phase;
    };
    if (state?.phase === 'again') {
      const last = await findAgain(tx, state.reached, AGAIN_STEP);
      return last === null ? note('totals', null, DIMENSIONS[0]) : note('again', last);
    }
    if (state?.phase === 'totals') {
      const dimension = state.dimension ?? DIMENSIONS[0];
      await countDimension(tx, dimension);
      const next = DIMENSIONS[DIMENSIONS.indexOf(dimension) + 1];
      return next === undefined ? note('built') : note('totals', null, next);
    }
    const after = state?.phase === 'facts' ? state.reached : null;
    const facts = await factsOf(tx, tenant, cases, { after, limit: STEP });
    const last = facts.length === STEP ? facts.at(-1)!.case_id : null;
    await replaceFacts(tx, after, last, facts);
    return last === null ? note('again') : note('facts', last);
  }

  return [
    operation({
      name: 'reports.build-figures',
      summary: { ar: 'احتساب مؤشرات البلاغات من جديد خطوةً خطوة', en: 'Count the indicators anew, one step of it' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/reports-figures-build' },
      rate: 'bulk',
      input: z.strictObject({
        /** Begins again even where the figures are built. */
        anew: z.boolean().default(false),
      }),
      output: z.object({ phase: z.enum(['facts', 'again', 'totals', 'built']), more: z.boolean() }),
      async run(tx, { anew }, context) {
        const built = (await findFigureState(tx))?.phase === 'built' && !anew;
        if (built && !(await isLeftUncounted(tx, 'figures', context.now))) return { phase: 'built', more: false };
        if (!built) await holdUncounted(tx);
        await lockFigures(tx);
        if ((await countWaitingFacts(tx)) > 0) await touchFigures(tx, context.now.toString());
        if (built) return { phase: 'built' as const, more: false };
        const state = await findFigureState(tx);
        if (anew) await noteFigureState(tx, { phase: 'facts', reached: null, dimension: null }, context.now.toString());
        const phase = state?.phase === 'built' && !anew ? 'built' : await step(tx, context);
        return { phase, more: phase !== 'built' };
      },
    }),
  ];
}
