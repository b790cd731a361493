import { fail, redirect } from '@sveltejs/kit';
import type { WebhookItem } from '#modules/exchange/api.ts';
import { readForm } from '$lib/forms.ts';
import { mayEditWebhooks, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { choicesOf, typedOf, valuesOf, webhookOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayEditWebhooks);
  const { locals, params } = event;
  const webhook = await locals.call<WebhookItem>('exchange.get-webhook', { id: params.id });
  return { id: webhook.id, name: webhook.name, values: valuesOf(webhook), choices: await choicesOf(locals) };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { data, values, key } = readForm(await request.formData());
    const { id } = params;
    try {
      await locals.call('exchange.change-webhook', { id, version: Number(values.version), ...webhookOf(data) }, key);
    } catch (error) {
      if (!isProblem(error)) throw error;
      return fail(error.status, { problem: formProblem(error, locals.language), values: typedOf(data) });
    }
    redirect(303, `${officeAddresses(locals.language).webhook(id)}?done=save`);
  },
};
