import { redirect } from '@sveltejs/kit';
import { parseCaseNumber } from '#kernel/case-number.ts';
import type { PublicReportView } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { placePicture } from '../../parts/picture.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const number = parseCaseNumber(params.number) ?? params.number;
  const report = await locals.call<PublicReportView>('reports.get-public', { number });
  return {
    report,
    picture: await placePicture(locals, report.place),
    signedIn: locals.person !== null,
    flagged: url.searchParams.get('flagged') === 'yes',
    followed: url.searchParams.get('followed') === 'yes',
    address: `${url.origin}/${locals.language}/reports/${report.number}`,
    updated: report.closedAt ?? undefined,
  };
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ key }) => {
      const { locals, params } = event;
      await locals.call('reports.follow', { number: params.number }, key);
      redirect(303, `/${locals.language}/reports/${params.number}?followed=yes`);
    }),
};
