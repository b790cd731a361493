import { loadOpinion, sendOpinion } from '$lib/applying/opinions.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  staffOnly(event);
  return loadOpinion(event, event.params.id);
};

export const actions: Actions = {
  reply: (event) =>
    sendOpinion(event, event.params.id, officeAddresses(event.locals.language).opinionAsked(event.params.id)),
};
