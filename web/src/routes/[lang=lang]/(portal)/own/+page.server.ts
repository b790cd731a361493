import { redirect } from '@sveltejs/kit';
import { say, type Text } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { isProblem } from '$lib/problem.ts';
import { sampleMobile } from '../parts/contact.ts';
import { asSecret } from '../parts/secret.ts';
import type { Actions, PageServerLoad } from './$types';
import { forgetView, viewOf } from './view.ts';

interface OwnReports {
  readonly until: string;
  readonly days: number;
  readonly items: readonly {
    readonly number: string;
    readonly code: string;
    readonly category: Text;
    readonly state: string;
    readonly stateTitle: Text;
    readonly district: Text | null;
    readonly openedAt: string;
    readonly dueAt: string | null;
  }[];
}

/** The list a link opened in this browser; null once its time is over. */
async function openList(event: Parameters<PageServerLoad>[0]) {
  const { locals } = event;
  const view = viewOf(event);
  if (view === undefined) return null;
  try {
    const { until, days, items } = await locals.call<OwnReports>('reports.list-own', { view });
    return {
      until,
      days,
      items: items.map(({ category, stateTitle, district, ...item }) => ({
        ...item,
        name: say(category, locals.language),
        stateTitle: say(stateTitle, locals.language),
        district: district && say(district, locals.language),
      })),
    };
  } catch (error) {
    if (!isProblem(error) || error.code !== 'reports.own-list-over') throw error;
    forgetView(event);
    return null;
  }
}

export const load: PageServerLoad = async (event) => {
  asSecret(event);
  return {
    list: await openList(event),
    signedIn: event.locals.person !== null,
    mobile: sampleMobile(event.locals.tenant),
    closed: event.url.searchParams.get('done') === 'closed',
  };
};

export const actions: Actions = {
  ask: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { to = '', proof } = values;
      const asked = await event.locals.call<{ to: string; minutes: number }>(
        'reports.request-own-list',
        { to, language: event.locals.language },
        { ...key, ...(proof ? { proof } : {}) },
      );
      return { asked: { to: asked.to, minutes: asked.minutes } };
    }),
  close: (event) =>
    answerForm(event, async ({ key }) => {
      const { locals } = event;
      const view = viewOf(event);
      if (view !== undefined) await locals.call('reports.close-own-list', { view }, key);
      forgetView(event);
      redirect(303, `/${locals.language}/own?done=closed`);
    }),
};
