import { hasRole } from '#kernel/actor.ts';
import type { Verification } from '#modules/ledger/api.ts';
import { answerForm } from '$lib/forms.ts';
import { staffOf } from '$lib/office/access.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  staffOf(event, (actor) => hasRole(actor, 'administrator', 'auditor'));
};

export const actions: Actions = {
  verify: (event) =>
    answerForm(event, async () => ({
      verification: await event.locals.call<Verification>('ledger.verify', {}),
      at: new Date().toISOString(),
    })),
};
