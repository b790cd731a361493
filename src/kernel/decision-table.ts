import { z } from 'zod';
import { HIT_POLICIES, type DecisionTable as Table, type TablePlace, type TableProblem } from './decision-table-run.ts';
import { parseExpression, parseUnaryTests } from './expression.ts';

export * from './decision-table-run.ts';

// Apart from what evaluates a table: that goes to the browser, which needs neither the schema nor the parser.

const Label = z.record(z.string(), z.string()).optional();

export type DecisionTable = Table;
export const DecisionTable: z.ZodType<Table> = z
  .object({
    hitPolicy: z.enum(HIT_POLICIES),
    inputs: z.array(z.object({ expression: z.string(), label: Label })).max(20),
    outputs: z
      .array(z.object({ name: z.string().min(1).max(60), label: Label }))
      .min(1)
      .max(20),
    rules: z.array(z.object({ when: z.array(z.string()), give: z.array(z.string()), note: Label })).max(1_000),
  })
  .refine(
    ({ inputs, outputs, rules }) =>
      rules.every(({ when, give }) => when.length === inputs.length && give.length === outputs.length),
    { path: ['rules'], message: 'a rule needs one cell a column', params: { code: 'cells' } },
  )
  .refine(({ outputs }) => new Set(outputs.map(({ name }) => name)).size === outputs.length, {
    path: ['outputs'],
    message: 'two outputs have one name',
    params: { code: 'duplicate' },
  })
  .refine(({ hitPolicy, outputs }) => outputs.length === 1 || !['sum', 'min', 'max', 'count'].includes(hitPolicy), {
    path: ['outputs'],
    message: 'a sum, least, greatest or count has one output',
    params: { code: 'one-output' },
  });

/** Every cell that cannot be read; otherwise the names the table needs from its context. */
export function parseTable(
  table: Table,
):
  | { readonly ok: true; readonly names: readonly string[] }
  | { readonly ok: false; readonly problems: readonly TableProblem[] } {
  const names = new Set<string>();
  const problems: TableProblem[] = [];
  const note = (parsed: ReturnType<typeof parseExpression>, place: TablePlace) => {
    if (!parsed.ok) problems.push({ ...parsed, place });
    else for (const name of parsed.names) names.add(name);
  };
  table.inputs.forEach(({ expression }, input) => {
    note(parseExpression(expression), { input });
  });
  table.rules.forEach(({ when, give }, rule) => {
    when.forEach((cell, input) => {
      note(parseUnaryTests(cell), { rule, input });
    });
    give.forEach((cell, output) => {
      note(parseExpression(cell), { rule, output });
    });
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, names: [...names] };
}
