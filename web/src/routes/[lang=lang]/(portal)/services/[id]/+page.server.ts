import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { PublicCard } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { addresses } from '$lib/navigation.ts';
import { phonesOf } from '../../parts/contact.ts';
import type { Actions, PageServerLoad } from './$types';

interface PilotView {
  readonly pilot: {
    readonly id: string;
    readonly segments: readonly string[];
    readonly municipalities: readonly { readonly name: Record<string, string> }[];
  } | null;
}

/** Data for programs that read the page; browsers do not run it. Nothing inside can end the element. */
const asDataBlock = (data: unknown): string =>
  `<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { call, language, tenant } = locals;
  const [found, { document }] = await Promise.all([
    call<PublicCard>('services.get-card', { id: params.id }),
    call<{ document: object }>('services.get-linked-data', { id: params.id, origin: url.origin }),
  ]);
  const { pilot } = await call<PilotView>('services.find-pilot', { code: found.card.code });
  const { contact } = phonesOf(tenant);
  return {
    ...found,
    pilot:
      pilot === null
        ? null
        : {
            id: pilot.id,
            segments: pilot.segments,
            municipalities: pilot.municipalities.map(({ name }) => say(name, language)),
            /** Whether everybody else is offered another version, or nothing yet. */
            beside: found.card.apply !== null,
          },
    updated: found.updatedAt,
    name: say(found.card.name, language),
    description: say(found.card.description, language),
    contact,
    linked: asDataBlock(document),
    signedIn: locals.person !== null,
    done: url.searchParams.get('done'),
  };
};

const back = (language: App.Locals['language'], id: string, done: string): never =>
  redirect(303, `${addresses(language).service(id)}?done=${done}#rating`);

export const actions: Actions = {
  rate: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { stars = '', words = '' } = values;
      await event.locals.call('services.rate', { id: event.params.id, stars, words }, key);
      return back(event.locals.language, event.params.id, 'rated');
    }),
  withdraw: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('services.withdraw-rating', { id: event.params.id }, key);
      return back(event.locals.language, event.params.id, 'withdrawn');
    }),
};
