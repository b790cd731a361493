import { error } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { FoundServices } from '#modules/services/api.ts';
import { eventOf, overviewOf, rowOf } from '$lib/services/cards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { language } = locals;
  const overview = await overviewOf(locals);
  const event = overview?.events.find(({ key }) => key === params.key);
  if (overview === null || event === undefined) {
    error(404, {
      message: 'no such life event',
      text: { ar: 'لا توجد مناسبة بهذا الاسم في دليل الخدمات.', en: 'The catalogue has no occasion of this name.' },
    });
  }
  const { items } = await locals.call<FoundServices>('services.find-cards', {});
  return {
    updated: overview.updatedAt ?? undefined,
    event: eventOf(event, language),
    services: event.services.flatMap(({ code, why }) => {
      const row = items.find((one) => one.code === code);
      return row === undefined ? [] : [{ ...rowOf(row, language, overview.groups), why: say(why, language) }];
    }),
    others: overview.events
      .filter(({ key, kind, wanted }) => key !== event.key && kind === event.kind && wanted)
      .slice(0, 3)
      .map((one) => eventOf(one, language)),
  };
};
