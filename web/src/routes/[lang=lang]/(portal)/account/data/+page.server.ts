import { redirect } from '@sveltejs/kit';
import type { OwnDataRequest } from '#modules/identity/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mydata } from '$lib/messages/mydata.ts';
import { addresses } from '$lib/navigation.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

const DONE = ['access', 'correction', 'erasure', 'cancelled'] as const;

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, url } = event;
  return {
    requests: await locals.call<OwnDataRequest[]>('identity.list-my-data-requests', {}),
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
  };
};

const back = (locals: App.Locals, done: (typeof DONE)[number]): never =>
  redirect(303, `${addresses(locals.language).myData}?done=${done}`);

export const actions: Actions = {
  ask: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals } = event;
      const kind = DONE.find((one) => one === values.kind) ?? 'access';
      if (kind === 'erasure' && values.sure !== 'yes') {
        const text = mydata(locals.language)('erasure.unsure');
        return { problem: { code: 'data.unsure', text, fields: [{ path: 'sure', text }] }, values };
      }
      const said = kind === 'correction' ? (values.said ?? '') : '';
      await locals.call('identity.request-data', { kind, said }, key);
      return back(locals, kind);
    }),
  cancel: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('identity.cancel-data-request', { requestId: values.request }, key);
      return back(event.locals, 'cancelled');
    }),
};
