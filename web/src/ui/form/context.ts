import { getContext, setContext } from 'svelte';
import { type FormProblem, problemAt } from '$lib/problem.ts';

export interface FormState {
  readonly problem?: FormProblem | null;
  /** What was typed when the form was refused, or what was saved before. */
  readonly values?: Readonly<Record<string, string>>;
}

const KEY = Symbol('form');

export const provideForm = (read: () => FormState): void => {
  setContext(KEY, read);
};

/** What the form around knows of one field; its own properties win over it. */
export function useField(): (
  name: string,
  own: { error?: string; value?: string },
) => { error: string | undefined; value: string } {
  const read = getContext<(() => FormState) | undefined>(KEY);
  return (name, own) => ({
    error: own.error ?? problemAt(read?.().problem, name),
    value: own.value ?? read?.().values?.[name] ?? '',
  });
}

/** The id of a field's first control, which the summary of errors links to. */
export const fieldId = (name: string): string => `f-${name.replace(/[^\w-]/g, '-')}`;
