import { getContext, setContext } from 'svelte';
import { type FormProblem, problemAt } from '$lib/problem.ts';

export interface FormState {
  readonly problem?: FormProblem | null;
  /** What was typed when the form was refused, or what was saved before. */
  readonly values?: Readonly<Record<string, string>>;
}

const KEY = Symbol('form');
const NAMED = Symbol('form name');

/** `name` tells it from the other forms of its page that ask for the same. */
export const provideForm = (read: () => FormState, name = ''): void => {
  setContext(KEY, read);
  setContext(NAMED, name);
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

/** The id of a field's first control, which the summary of errors links to, in a form without a name. */
export const fieldId = (name: string): string => `f-${name.replace(/[^\w-]/g, '-')}`;

/** The same in the form around. */
export function useFieldId(): (name: string) => string {
  const form = getContext<string | undefined>(NAMED) ?? '';
  return (name) => fieldId(form === '' ? name : `${form}-${name}`);
}
