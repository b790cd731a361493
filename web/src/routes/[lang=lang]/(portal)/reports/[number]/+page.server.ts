import { redirect } from '@sveltejs/kit';
import { parseCaseNumber } from '#kernel/case-number.ts';
import type { PublicReportView } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { sampleMobile } from '../../parts/contact.ts';
import { askToFollow } from '../../parts/following.ts';
import { placePicture } from '../../parts/picture.ts';
import { writeCoordinates } from '../../parts/place.ts';
import type { Actions, PageServerLoad } from './$types';

const DONE = ['followed', 'stopped', 'asked'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const number = parseCaseNumber(params.number) ?? params.number;
  const report = await locals.call<PublicReportView>('reports.get-public', { number });
  const signedIn = locals.person !== null;
  const { following } = signedIn
    ? await locals.call<{ following: boolean }>('reports.get-following', { number: report.number })
    : { following: false };
  return {
    report,
    picture: await placePicture(locals, report.place, report.state),
    signedIn,
    following,
    mobile: sampleMobile(locals.tenant),
    near: writeCoordinates(report.place),
    flagged: url.searchParams.get('flagged') === 'yes',
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
    address: `${url.origin}/${locals.language}/reports/${report.number}`,
    updated: report.closedAt ?? undefined,
  };
};

type Event = Parameters<NonNullable<Actions[string]>>[0];

const acting = (operation: string, done: (typeof DONE)[number]) => (event: Event) =>
  answerForm(event, async ({ key }) => {
    const { locals, params } = event;
    await locals.call(operation, { number: params.number }, key);
    redirect(303, `/${locals.language}/reports/${params.number}?done=${done}#follow`);
  });

export const actions: Actions = {
  follow: acting('reports.follow', 'followed'),
  unfollow: acting('reports.unfollow', 'stopped'),
  ask: (event) =>
    answerForm(event, async (form) => ({ asked: await askToFollow(event.locals, event.params.number, form) })),
};
