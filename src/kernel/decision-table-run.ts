import {
  type ExpressionClock,
  type ExpressionProblem,
  type ExpressionWarning,
  evaluate,
  type FeelContext,
  type FeelValue,
  unaryTest,
} from '#kernel/expression.ts';
import type { Bilingual, Text } from './text.ts';

/**
 * What happens when several rules match (DMN 1.5, section 8.2.8): `unique` and `any` refuse a contradiction, `first`
 * takes the first, `collect` lists all in the order of the rules, the others add up the only output.
 */
export const HIT_POLICIES = ['unique', 'any', 'first', 'collect', 'sum', 'min', 'max', 'count'] as const;
export type HitPolicy = (typeof HIT_POLICIES)[number];

/** A decision as data: `when` holds a unary test for each input, `give` an expression for each output. */
export interface DecisionTable {
  readonly hitPolicy: HitPolicy;
  readonly inputs: readonly { readonly expression: string; readonly label?: Text | undefined }[];
  readonly outputs: readonly { readonly name: string; readonly label?: Text | undefined }[];
  readonly rules: readonly {
    readonly when: readonly string[];
    readonly give: readonly string[];
    readonly note?: Text | undefined;
  }[];
}

/** Where a problem of a table is: an input's heading, or a cell of the rule (both from 0). */
export type TablePlace =
  | { readonly input: number }
  | { readonly rule: number; readonly input: number }
  | { readonly rule: number; readonly output: number };

export type TableProblem =
  | (ExpressionProblem & { readonly place: TablePlace })
  | {
      readonly ok: false;
      readonly code: 'contradiction';
      /** The rules that match at once, from 0. */
      readonly rules: readonly number[];
      readonly text: Bilingual;
    };

export type Decision = Readonly<Record<string, FeelValue>>;

export interface Decided {
  readonly ok: true;
  /** By output name; null when no rule matches; a list by hit policy `collect`. */
  readonly value: Decision | readonly Decision[] | null;
  /** The rules that matched, from 0. */
  readonly rules: readonly number[];
  readonly warnings: readonly ExpressionWarning[];
}

const CONTRADICTION: Bilingual = {
  ar: 'انطبقت أكثر من قاعدة من قواعد الجدول على الحالة نفسها وتعارضت نتائجها',
  en: 'More than one rule of the table applies to this case, and they contradict each other',
};

/** What the table decides of `context`. Never throws. */
export function evaluateTable(
  table: DecisionTable,
  context: FeelContext,
  clock?: ExpressionClock,
): Decided | TableProblem {
  const warnings: ExpressionWarning[] = [];
  const values: FeelValue[] = [];
  for (const [input, { expression }] of table.inputs.entries()) {
    const result = evaluate(expression, context, clock);
    if (!result.ok) return { ...result, place: { input } };
    values.push(result.value);
    warnings.push(...result.warnings);
  }

  const matched: number[] = [];
  const decisions: Decision[] = [];
  for (const [rule, { when, give }] of table.rules.entries()) {
    const matches = matchesRule(when, rule, values, context, clock);
    if (matches !== true && matches !== false) return matches;
    if (!matches) continue;
    const decision: Record<string, FeelValue> = {};
    for (const [output, { name }] of table.outputs.entries()) {
      const result = evaluate(give[output] ?? '', context, clock);
      if (!result.ok) return { ...result, place: { rule, output } };
      decision[name] = result.value;
      warnings.push(...result.warnings);
    }
    matched.push(rule);
    decisions.push(decision);
    if (table.hitPolicy === 'first') break;
  }
  return conclude(table, matched, decisions, warnings);
}

function matchesRule(
  when: readonly string[],
  rule: number,
  values: readonly FeelValue[],
  context: FeelContext,
  clock: ExpressionClock | undefined,
): boolean | TableProblem {
  for (const [input, cell] of when.entries()) {
    const result = unaryTest(cell, values[input], context, clock);
    if (!result.ok) return { ...result, place: { rule, input } };
    if (!result.value) return false;
  }
  return true;
}

function conclude(
  { hitPolicy, outputs }: DecisionTable,
  rules: readonly number[],
  decisions: readonly Decision[],
  warnings: readonly ExpressionWarning[],
): Decided | TableProblem {
  const decided = (value: Decided['value']): Decided => ({ ok: true, value, rules, warnings });
  if (hitPolicy === 'collect') return decided(decisions);
  const name = outputs[0]?.name ?? '';
  if (hitPolicy === 'count') return decided({ [name]: decisions.length });
  const [first] = decisions;
  if (!first) return decided(null);
  if (hitPolicy === 'first') return decided(first);
  if (hitPolicy === 'unique' || hitPolicy === 'any') {
    const agree = hitPolicy === 'any' && decisions.every((other) => JSON.stringify(other) === JSON.stringify(first));
    if (decisions.length > 1 && !agree) return { ok: false, code: 'contradiction', rules, text: CONTRADICTION };
    return decided(first);
  }
  const numbers = decisions.map((decision) => decision[name]).filter((value) => typeof value === 'number');
  if (numbers.length === 0) return decided({ [name]: null });
  if (hitPolicy === 'sum') return decided({ [name]: numbers.reduce((sum, value) => sum + value, 0) });
  return decided({ [name]: hitPolicy === 'min' ? Math.min(...numbers) : Math.max(...numbers) });
}
