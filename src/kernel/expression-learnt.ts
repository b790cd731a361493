import type { Evaluated, ExpressionClock, FeelContext, FeelValue } from './expression.ts';
import { type Formula, NOT_COVERED, runFormula } from './formula.ts';

// Stands for expression.ts in browsers (`imports` of package.json): the server has read the texts, and sends what they
// say as formulas, so that no page carries a parser.

/** What texts say, by the text. */
export interface Formulas {
  readonly expressions: Readonly<Record<string, Formula>>;
  readonly tests: Readonly<Record<string, Formula>>;
}

let learnt: Formulas = { expressions: {}, tests: {} };

/** Makes these texts known; those of before are forgotten. */
export function learn(formulas: Formulas): void {
  learnt = formulas;
}

interface Unknown {
  readonly ok: false;
  readonly code: 'failed';
}

function answer(
  formula: Formula | undefined,
  context: FeelContext,
  clock: ExpressionClock | undefined,
  tested?: unknown,
): Evaluated<FeelValue> | Unknown {
  const value = formula === undefined ? NOT_COVERED : runFormula(formula, context, clock, tested);
  return value === NOT_COVERED ? { ok: false, code: 'failed' } : { ok: true, value, warnings: [] };
}

export const evaluate = (text: string, context: FeelContext = {}, clock?: ExpressionClock) =>
  answer(learnt.expressions[text], context, clock);

export function unaryTest(text: string, value: unknown, context: FeelContext = {}, clock?: ExpressionClock) {
  const result = answer(learnt.tests[text], context, clock, value);
  return result.ok ? { ...result, value: result.value === true } : result;
}
