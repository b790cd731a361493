import { loadOpinion, sendOpinion } from '$lib/applying/opinions.ts';
import { addresses } from '$lib/navigation.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  signInFirst(event);
  return loadOpinion(event, event.params.id);
};

export const actions: Actions = {
  reply: (event) => sendOpinion(event, event.params.id, addresses(event.locals.language).opinion(event.params.id)),
};
