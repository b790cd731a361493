import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { SuggestionModelCard } from '#modules/reports/api.ts';
import { answerForm } from '$lib/forms.ts';
import { maySort, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { namesFor } from '$lib/office/lookups.ts';
import type { Actions, PageServerLoad } from './$types';

interface Trained {
  outcome: 'trained' | 'too-few' | 'nothing-new';
  version: number | null;
  examples: number;
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, maySort);
  const { locals, url } = event;
  const [card, { catalogue }] = await Promise.all([
    locals.call<SuggestionModelCard>('reports.get-suggestion-model', {}),
    namesFor(locals),
  ]);
  const names = Object.fromEntries(catalogue.categories.map(({ code, name }) => [code, say(name, locals.language)]));
  const done = url.searchParams.get('done');
  return {
    card,
    names,
    mayTrain: hasRole(locals.actor, 'administrator'),
    done: done === 'trained' || done === 'too-few' ? done : null,
    updated: card.model?.trainedAt ?? null,
  };
};

export const actions: Actions = {
  train: (event) =>
    answerForm(event, async ({ key }) => {
      const { outcome } = await event.locals.call<Trained>('reports.train-suggestions', { force: true }, key);
      redirect(303, `${officeAddresses(event.locals.language).suggestions}?done=${outcome}`);
    }),
};
