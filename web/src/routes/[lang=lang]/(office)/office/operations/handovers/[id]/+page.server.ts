import { say } from '#kernel/text.ts';
import { maySeeHandovers, staffOf } from '$lib/office/access.ts';
import type { Handover } from '../standing.ts';
import type { PageServerLoad } from './$types';

interface Exchange {
  id: string;
  at: string;
  kind: 'send' | 'token' | 'poll' | 'updates';
  address: string;
  status: number | null;
  milliseconds: number;
  outcome: string;
  answer: string | null;
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, maySeeHandovers);
  const { locals, params, url } = event;
  const { handover, exchanges } = await locals.call<{ handover: Handover; exchanges: Exchange[] }>(
    'reports.get-handover',
    { id: params.id },
  );
  return {
    handover: { ...handover, owner: say(handover.owner, locals.language) },
    exchanges,
    done: url.searchParams.get('done') === 'retry',
  };
};
