import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import type { Printing } from '#modules/documents/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayOperate, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

interface Letter {
  id: number;
  subscriber: string;
  key: string;
  type: string;
  at: string;
  failedAt: string;
  reason: string;
  note: string | null;
  discardedAt: string | null;
}

interface Status {
  queues: {
    subscriber: string;
    known: boolean;
    waiting: number;
    retrying: number;
    oldest: string | null;
    deadLetters: number;
  }[];
  versions: { program: string; node: string; database: string };
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayOperate);
  const { locals, url } = event;
  // Only administrators decide about events; the others begin with what was sent.
  if (!hasRole(locals.actor, 'administrator')) redirect(303, officeAddresses(locals.language).deliveries);
  const state = url.searchParams.get('state') === 'discarded' ? 'discarded' : 'open';
  const after = url.searchParams.get('after');
  const [letters, status, printing] = await Promise.all([
    locals.call<{ items: Letter[]; next: number | null }>('platform.list-dead-letters', {
      state,
      limit: 50,
      ...(after !== null && /^\d{1,15}$/.test(after) ? { after } : {}),
    }),
    locals.call<Status>('platform.get-status', {}),
    locals.call<Printing>('documents.get-printing', {}),
  ]);
  const done = url.searchParams.get('done');
  return {
    state,
    letters: letters.items,
    next: letters.next,
    status,
    printing,
    done: (['replay', 'explain', 'discard'] as const).find((known) => known === done) ?? null,
  };
};

/** A form of one letter: `id`, and what is written about it. */
const about =
  (operation: string, done: string, field?: string) => (event: Parameters<NonNullable<Actions['replay']>>[0]) =>
    answerForm(event, async ({ values, key }) => {
      const { id } = values;
      await event.locals.call(
        operation,
        { id: Number(id), ...(field === undefined ? {} : { [field]: values[field] ?? '' }) },
        key,
      );
      redirect(303, `${officeAddresses(event.locals.language).operations}?done=${done}`);
    });

export const actions: Actions = {
  replay: about('platform.replay-dead-letter', 'replay'),
  explain: about('platform.explain-dead-letter', 'explain', 'note'),
  discard: about('platform.discard-dead-letter', 'discard', 'reason'),
};
