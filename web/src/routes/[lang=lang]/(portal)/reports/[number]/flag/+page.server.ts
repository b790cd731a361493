import { redirect } from '@sveltejs/kit';
import { parseCaseNumber } from '#kernel/case-number.ts';
import type { PublicReportView } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const number = parseCaseNumber(params.number) ?? params.number;
  const report = await locals.call<PublicReportView>('reports.get-public', { number });
  return { number: report.number };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const number = parseCaseNumber(params.number) ?? params.number;
      const flag = { number, reason: values.reason ?? '', note: values.note || undefined };
      await locals.call('reports.flag-content', flag, key);
      redirect(303, `/${locals.language}/reports/${number}?flagged=yes`);
    }),
};
