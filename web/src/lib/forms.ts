import { type ActionFailure, fail } from '@sveltejs/kit';
import type { Language } from '#kernel/text.ts';
import { KEY_FIELD } from './form-key.ts';
import { type FormProblem, formProblem, isProblem } from './problem.ts';

const KEY = /^[\w-]{8,64}$/;

/** A form as it was sent. */
export interface SentForm {
  /** For files and for fields that are sent more than once. */
  readonly data: FormData;
  /** The text fields, trimmed; the last of a name. */
  readonly values: Readonly<Record<string, string>>;
  /** The form's idempotency key, as `call` takes it. */
  readonly key: { readonly idempotencyKey?: string };
}

/** What a refused form shows again: the sentences and what the person had typed. */
export interface RefusedForm {
  readonly problem: FormProblem;
  readonly values: Readonly<Record<string, string>>;
}

export function readForm(data: FormData): SentForm {
  const values: Record<string, string> = {};
  for (const [name, value] of data) {
    if (typeof value === 'string' && name !== KEY_FIELD) values[name] = value.trim();
  }
  const key = data.get(KEY_FIELD);
  return { data, values, key: typeof key === 'string' && KEY.test(key) ? { idempotencyKey: key } : {} };
}

/** Files of one name that hold something; an empty file box sends a file of no bytes. */
export const filesOf = (data: FormData, name: string): File[] =>
  data.getAll(name).filter((value): value is File => value instanceof File && value.size > 0);

/** Never shown again once typed. */
export const SECRET = /password|secret|one-?time|otp/i;

/**
 * Runs the work of a form action. A Problem becomes the action's failure with its own status, so that the page shows
 * it at the fields and at the top with what was typed; redirects and failures nobody foresaw pass through.
 */
export async function answerForm<T>(
  event: { readonly request: Request; readonly locals: { readonly language: Language } },
  work: (form: SentForm) => Promise<T>,
): Promise<T | ActionFailure<RefusedForm>> {
  const form = readForm(await event.request.formData());
  try {
    return await work(form);
  } catch (error) {
    if (!isProblem(error)) throw error;
    const values = Object.fromEntries(Object.entries(form.values).filter(([name]) => !SECRET.test(name)));
    return fail(error.status, { problem: formProblem(error, event.locals.language), values });
  }
}
