import { say } from '#kernel/text.ts';
import type { DesignList } from '#modules/services/api.ts';
import { mayReadRouting, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

const STANDINGS = ['designed', 'pilot', 'offered', 'card'] as const;
type Standing = (typeof STANDINGS)[number];

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, url } = event;
  const { call, language } = locals;
  const { services } = await call<DesignList>('services.list-designs', {});
  const q = url.searchParams.get('q')?.trim().slice(0, 100).toLowerCase() ?? '';
  const standingsOf = (one: DesignList['services'][number]): Standing[] => [
    ...(one.design === null ? [] : (['designed'] as const)),
    ...(one.pilot === null ? [] : (['pilot'] as const)),
    one.service === null ? 'card' : 'offered',
  ];
  const all = services.map((one) => ({ ...one, standings: standingsOf(one) }));
  const show = STANDINGS.find((one) => one === url.searchParams.get('show'));
  return {
    q,
    show: show ?? 'all',
    counts: {
      all: all.length,
      ...Object.fromEntries(
        STANDINGS.map((key) => [key, all.filter(({ standings }) => standings.includes(key)).length]),
      ),
    } as Record<Standing | 'all', number>,
    services: all
      .filter(({ standings }) => show === undefined || standings.includes(show))
      .filter(({ code, name }) => q === '' || `${code} ${Object.values(name).join(' ')}`.toLowerCase().includes(q))
      .map(({ code, name, group, service, pilot, design, standings }) => ({
        id: code,
        code,
        name: say(name, language),
        group: say(group, language),
        version: service?.version ?? null,
        pilot,
        startedAt: design?.startedAt ?? null,
        standings,
      })),
  };
};
