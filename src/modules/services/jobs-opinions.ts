import { PERSON_ERASED, type PersonErased } from '#modules/identity/api.ts';
import type { Subscription } from '#platform/module.ts';
import { forgetOpinions } from './store-opinions.ts';

/** What a forgotten person said of services goes with them, their stars too: they cannot be told from the person. */
export const opinionForgetting: Subscription = {
  name: 'services.forget-opinions',
  events: [PERSON_ERASED],
  async handle(tx, events) {
    for (const event of events) await forgetOpinions(tx, (event.payload as unknown as PersonErased).partyId);
  },
};
