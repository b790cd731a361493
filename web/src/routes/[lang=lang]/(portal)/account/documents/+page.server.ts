import { say } from '#kernel/text.ts';
import type { MyDocuments } from '#modules/documents/api.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, url } = event;
  const { language, person } = locals;
  const after = url.searchParams.get('after') ?? undefined;
  const { items, next } = await locals.call<MyDocuments>('documents.list-mine', { after });
  const offers = await locals.call<{
    items: { id: string; number: string; service: Record<string, string>; validUntil: string }[];
  }>('services.list-own-offers', {});
  return {
    offers: offers.items.map((one) => ({ ...one, service: say(one.service, language) })),
    holder: say(person!.actingFor?.name ?? person!.name, language),
    items: items.map((one) => ({ ...one, title: say(one.title, language) })),
    next,
    later: after !== undefined,
  };
};
