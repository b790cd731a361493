import type { Data } from './model.ts';
import { dependentChanges } from './rules-form.ts';
import type { Progress } from './rules-progress.ts';

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/**
 * Writes what differs from the case together with what follows from it, so that a hidden value is never kept. Every
 * entry ends with one, since values may follow from the case itself.
 */
export function setData(progress: Progress, changes: Data): void {
  const now = progress.state.data;
  const { dependent } = progress.compiled;
  const scope = dependent.length === 0 ? null : { ...progress.scope, data: { ...now, ...changes } };
  const all = scope ? { ...changes, ...dependentChanges(dependent, scope) } : changes;
  const different = Object.fromEntries(Object.entries(all).filter(([key, value]) => !same(value, now[key] ?? null)));
  if (Object.keys(different).length > 0) progress.add({ type: 'data-set', data: different });
}
