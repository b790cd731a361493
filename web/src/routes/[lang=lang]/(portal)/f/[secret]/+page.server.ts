import { redirect } from '@sveltejs/kit';
import { say, type Text } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { asSecret } from '../../parts/secret.ts';
import type { Actions, PageServerLoad } from './$types';

interface Followed {
  readonly number: string;
  readonly category: Text;
  readonly state: string;
  readonly stateTitle: Text;
  readonly channel: 'email' | 'sms';
  readonly to: string;
  readonly confirmed: boolean;
}

export const load: PageServerLoad = async (event) => {
  asSecret(event);
  const { locals, params, url } = event;
  const done = url.searchParams.get('done');
  if (done === 'ended') return { done, followed: null };
  const followed = await locals.call<Followed>('reports.get-follow', { secret: params.secret });
  return {
    done,
    followed: {
      ...followed,
      category: say(followed.category, locals.language),
      stateTitle: say(followed.stateTitle, locals.language),
    },
  };
};

type Event = Parameters<NonNullable<Actions[string]>>[0];

/** Takes one action and comes back by an address, so that going back or reloading repeats nothing. */
const acting = (operation: string, done: string) => (event: Event) =>
  answerForm(event, async ({ key }) => {
    await event.locals.call(operation, { secret: event.params.secret }, key);
    redirect(303, `${event.url.pathname}?${new URLSearchParams({ done })}`);
  });

export const actions: Actions = {
  confirm: acting('reports.confirm-follow', 'confirmed'),
  end: acting('reports.end-follow', 'ended'),
};
