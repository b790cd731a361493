import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { OwnCall } from '#modules/exchange/api.ts';
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
  const before = url.searchParams.get('before');
  const asked = await locals.call<{ items: OwnCall[]; next: string | null }>('exchange.list-own-calls', {
    limit: 10,
    ...(before !== null && /^[\dTZ:.-]+_[0-9a-f-]{36}$/.test(before) ? { before } : {}),
  });
  const words = (text: Record<string, string>) => say(text, locals.language);
  return {
    asked: {
      next: asked.next,
      items: asked.items.map((one) => ({
        ...one,
        agency: words(one.agency),
        summary: words(one.summary),
        purpose: words(one.purpose),
        regulation: words(one.basis.regulation),
        receives: one.receives.map(words),
      })),
    },
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
