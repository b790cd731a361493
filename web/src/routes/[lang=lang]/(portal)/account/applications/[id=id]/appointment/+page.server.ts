import { error, fail, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { SlotsView } from '#modules/services/api.ts';
import { readForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

async function openSlots(locals: App.Locals, id: string, office: string | null): Promise<SlotsView> {
  try {
    return await locals.call<SlotsView>('services.list-slots', { id, ...(office === null ? {} : { office }) });
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
}

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, params, url } = event;
  const { language } = locals;
  const view = await openSlots(locals, params.id, url.searchParams.get('office'));
  return {
    slots: {
      ...view,
      service: say(view.service, language),
      title: say(view.title, language),
      prepare: view.prepare === null ? null : say(view.prepare, language),
      offices: view.offices.map(({ code, name, address }) => ({
        code,
        name: say(name, language),
        address: address === null ? null : say(address, language),
      })),
    },
  };
};

interface Free {
  readonly startsAt: string;
  readonly endsAt: string;
}

export const actions: Actions = {
  choose: async (event) => {
    const { locals, params, request } = event;
    const { values, key } = readForm(await request.formData());
    const { office = '', slot: startsAt = '', has } = values;
    try {
      const action = has === 'yes' ? 'moveAppointment' : 'bookAppointment';
      const version = Number(values.version) || null;
      await locals.call('services.act', { id: params.id, action, input: { slot: { office, startsAt } }, version }, key);
    } catch (refusal) {
      if (!isProblem(refusal)) throw refusal;
      const { free = [] } = refusal.extra as { free?: Free[] };
      return fail(refusal.status, { problem: formProblem(refusal, locals.language), values, free, office });
    }
    redirect(303, `${addresses(locals.language).application(params.id)}?done=appointment`);
  },
  cancel: async (event) => {
    const { locals, params, request } = event;
    const { values, key } = readForm(await request.formData());
    try {
      await locals.call('services.act', { id: params.id, action: 'cancelAppointment', input: {} }, key);
    } catch (refusal) {
      if (!isProblem(refusal)) throw refusal;
      const problem = formProblem(refusal, locals.language);
      return fail(refusal.status, { problem, values, free: [] as Free[], office: '' });
    }
    redirect(303, `${addresses(locals.language).application(params.id)}?done=appointment-cancelled`);
  },
};
