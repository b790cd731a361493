import { type ActionFailure, fail } from '@sveltejs/kit';
import type { Language } from '#kernel/text.ts';
import type { RefusedForm } from '$lib/forms.ts';
import { report } from '$lib/messages/report.ts';

/** The answer of a form action that a page refuses itself, before any operation is asked. */
export const refusal = (
  language: Language,
  fields: readonly { path: string; text: string }[],
  values: Readonly<Record<string, string>>,
): ActionFailure<RefusedForm> =>
  fail(422, {
    problem: { code: 'page.refused', text: report(language)('refused', { count: fields.length }), fields },
    values,
  });
