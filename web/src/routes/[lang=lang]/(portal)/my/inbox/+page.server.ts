import { redirect } from '@sveltejs/kit';
import { answerForm } from '$lib/forms.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

interface Inbox {
  readonly items: readonly {
    readonly id: string;
    readonly number: string | null;
    readonly language: string;
    readonly title: string;
    readonly text: string;
    readonly path: string | null;
    readonly at: string;
    readonly readAt: string | null;
  }[];
  readonly next: string | null;
  readonly unread: number;
}

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, url } = event;
  const before = url.searchParams.get('before');
  const inbox = await locals.call<Inbox>('notifications.list-inbox', { before, limit: 20 });
  return { ...inbox, before };
};

const ID = /^[0-9a-f-]{36}$/;
/** A page of ours: whoever made up the form leads nobody elsewhere. */
const OWN = /^\/[a-z][^\\]*$/;

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ key, values }) => {
      signInFirst(event);
      const { locals, url } = event;
      const one = ID.test(values.id ?? '') ? values.id : undefined;
      await locals.call('notifications.mark-read', { ids: one === undefined ? 'all' : [one] }, key);
      // Opening a notice reads it: the same form leads on to what the notice is about.
      const path = values.path ?? '';
      redirect(303, OWN.test(path) ? `/${locals.language}${path}` : url.pathname + url.search);
    }),
};
