import { fail } from '@sveltejs/kit';
import { readForm } from '$lib/forms.ts';
import { mayEditWebhooks, staffOf } from '$lib/office/access.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { choicesOf, typedOf, webhookOf } from '../form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayEditWebhooks);
  return { choices: await choicesOf(event.locals) };
};

export const actions: Actions = {
  /** The secret stands in the answer of this form only: no address and no list ever holds it. */
  default: async ({ request, locals }) => {
    const { data, key } = readForm(await request.formData());
    try {
      const made = await locals.call<{ id: string; secret: string }>('exchange.add-webhook', webhookOf(data), key);
      return { made };
    } catch (error) {
      if (!isProblem(error)) throw error;
      return fail(error.status, { problem: formProblem(error, locals.language), values: typedOf(data) });
    }
  },
};
