import type { FoundServices } from '#modules/services/api.ts';
import { choiceOf, eventOf, overviewOf, rowOf } from '$lib/services/cards.ts';
import { phonesOf } from '../parts/contact.ts';
import type { PageServerLoad } from './$types';

const FILTERS = ['group', 'segment', 'axis'] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
  const { language } = locals;
  const overview = await overviewOf(locals);
  const { contact } = phonesOf(locals.tenant);
  const q = url.searchParams.get('q')?.trim().slice(0, 200) ?? '';
  const chosen = Object.fromEntries(
    FILTERS.map((name) => [name, url.searchParams.get(name)?.slice(0, 64) ?? '']).filter(([, value]) => value !== ''),
  ) as Partial<Record<(typeof FILTERS)[number], string>>;
  if (overview === null) return { contact, q, chosen, found: null, overview: null };
  const asked = q !== '' || Object.keys(chosen).length > 0 || url.searchParams.has('all');
  const found = asked ? await locals.call<FoundServices>('services.find-cards', { q, ...chosen }) : null;
  const rows = (list: FoundServices['items']) => list.map((row) => rowOf(row, language, overview.groups));
  return {
    contact,
    updated: overview.updatedAt ?? undefined,
    q,
    chosen,
    found: found === null ? null : { items: rows(found.items), near: rows(found.near) },
    overview: {
      total: overview.total,
      events: overview.events.filter(({ wanted }) => wanted).map((event) => eventOf(event, language)),
      groups: overview.groups.map((group) => ({
        ...choiceOf(group, language),
        icon: group.icon,
        about: choiceOf({ ...group, name: group.about }, language).label,
      })),
      segments: overview.segments.map((one) => choiceOf(one, language)),
      axes: overview.axes.map((one) => choiceOf(one, language)),
    },
  };
};
