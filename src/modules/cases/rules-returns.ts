import type { CaseState, CaseType, Data } from './model.ts';
import { faulty, holds, resultOf } from './rules-feel.ts';
import { Progress } from './rules-progress.ts';
import { asSystem, type Setting } from './rules-setting.ts';
import { readValue } from './rules-values.ts';

export interface Loaded {
  readonly type: CaseType;
  readonly state: CaseState;
}

/**
 * The table of a parent with the row a closed child brings back, in place of the one with the same key; null where the
 * parent asks for nothing back. Raises `cases.definition-faulty` where the row does not fit the table.
 */
export function returned(type: CaseType, state: CaseState, child: string, from: Loaded, setting: Setting): Data | null {
  const returns = type.children?.[child]?.returns;
  if (returns === undefined) return null;
  const { scope } = new Progress(from.type, from.state, asSystem(setting));
  if (returns.when !== undefined && !holds(returns.when, scope)) return null;
  const cells = Object.entries(returns.row).map(([key, feel]) => [key, resultOf(feel, scope)] as const);
  const row: Record<string, unknown> = Object.fromEntries(cells.filter(([, value]) => value !== null));
  const before = (state.data[returns.into] ?? []) as Record<string, unknown>[];
  const rows = [...before.filter((one) => one[returns.key] !== row[returns.key]), row];
  const field = type.sections.flatMap(({ fields }) => fields).find(({ key }) => key === returns.into);
  const reading = field === undefined ? undefined : readValue(returns.into, rows, field);
  if (reading === undefined || 'problems' in reading) throw faulty(type, `children.${child}.returns`);
  return { [returns.into]: reading.value as Data[string] };
}
