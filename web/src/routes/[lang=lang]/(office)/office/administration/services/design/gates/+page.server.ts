import { say } from '#kernel/text.ts';
import { mayReadRouting, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

const GATES = [
  'inventory',
  'analyse',
  'design',
  'approve',
  'build',
  'assure',
  'pilot',
  'launch',
  'measure',
  'improve_retire',
] as const;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { call, language } = event.locals;
  const { services } = await call<{
    services: { code: string; name: Record<string, string>; at: string | null; since: string | null }[];
  }>('services.list-gates', {});
  return {
    total: services.length,
    gates: [...GATES, null].map((gate) => ({
      gate,
      services: services
        .filter(({ at }) => at === gate)
        .map(({ code, name, since }) => ({ code, name: say(name, language), since })),
    })),
  };
};
