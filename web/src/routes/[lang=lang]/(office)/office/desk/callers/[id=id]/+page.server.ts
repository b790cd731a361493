import { redirect } from '@sveltejs/kit';
import type { Text } from '#kernel/text.ts';
import type { CallItem, DeskReport } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayLeadDesk, mayReadCalls, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

interface Person {
  id: string;
  phone: string;
  name: string;
  calls: number;
  firstAt: string;
  lastAt: string;
  marks: { at: string; by: Text; reason: string; until: string; active: boolean }[];
  log: CallItem[];
  reports: DeskReport[];
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadCalls);
  const { locals, params, url } = event;
  const done = url.searchParams.get('done');
  return {
    person: await locals.call<Person>('reports.get-caller', { id: params.id }),
    leads: mayLeadDesk(locals.actor),
    done: done === 'marked' || done === 'lifted' ? (done as 'marked' | 'lifted') : null,
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const lift = values.go === 'lift';
      const mark = { id: params.id, reason: values.reason ?? '', until: lift ? null : (values.until ?? '') };
      await locals.call('reports.mark-caller', mark, key);
      redirect(303, `${officeAddresses(locals.language).deskCaller(params.id)}?done=${lift ? 'lifted' : 'marked'}`);
    }),
};
