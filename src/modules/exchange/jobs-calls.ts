import { PERSON_ERASED, type PersonErased } from '#modules/identity/api.ts';
import type { Subscription } from '#platform/module.ts';
import { forgetBodiesOf } from './store-calls.ts';

/** What was sent and answered for a forgotten person goes with them; that it was asked stays in the log. */
export const bodyForgetting: Subscription = {
  name: 'exchange.forgetting',
  events: [PERSON_ERASED],
  async handle(tx, events) {
    for (const { payload } of events) await forgetBodiesOf(tx, (payload as unknown as PersonErased).partyId);
  },
};
