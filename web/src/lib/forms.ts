import { type ActionFailure, fail } from '@sveltejs/kit';
import { KEY_FIELD } from './form-key.ts';
import { type FormProblem, formProblem, isProblem } from './problem.ts';

const KEY = /^[\w-]{8,64}$/;

/** What a refused form shows again: the sentences and what the person had typed. */
export interface RefusedForm {
  readonly problem: FormProblem;
  readonly values: Readonly<Record<string, string>>;
}

/** The key of a form sent by `Form.svelte`, as `call` takes it; nothing when it is missing or not one of ours. */
export function formKey(data: FormData): { idempotencyKey?: string } {
  const key = data.get(KEY_FIELD);
  return typeof key === 'string' && KEY.test(key) ? { idempotencyKey: key } : {};
}

/** The text fields of a form, trimmed; files and the hidden key are left out. */
export function formValues(data: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of data) {
    if (typeof value === 'string' && name !== KEY_FIELD) values[name] = value.trim();
  }
  return values;
}

/**
 * Runs the work of a form action. A Problem becomes the action's failure with its own status, so that the page shows
 * it at the fields and at the top with what was typed; any other error passes through.
 */
export async function answerForm<T>(
  event: { locals: App.Locals },
  data: FormData,
  work: (values: Record<string, string>, key: { idempotencyKey?: string }) => Promise<T>,
): Promise<T | ActionFailure<RefusedForm>> {
  const values = formValues(data);
  try {
    return await work(values, formKey(data));
  } catch (error) {
    if (!isProblem(error)) throw error;
    return fail(error.status, { problem: formProblem(error, event.locals.language), values });
  }
}
