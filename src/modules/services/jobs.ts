import { PERSON_ERASED, type PersonErased } from '#modules/identity/api.ts';
import type { Job, Subscription } from '#platform/module.ts';
import { deleteDraftsOf } from './store.ts';
import { forgetPrefillsOf } from './store-prefill.ts';
import { forgetSignatures } from './store-signing.ts';

const DAY_SECONDS = 86_400;

/** Removes drafts nobody came back to. */
export const draftJob: Job = {
  name: 'services.drafts',
  everySeconds: DAY_SECONDS,
  async run({ tenants, call, signal }) {
    for (const tenant of await tenants()) {
      if (signal.aborted) return;
      await call(tenant, 'services.drop-drafts', {});
    }
  },
};

/** What a forgotten person was writing goes with them; what they had sent is a record of the municipality's decision. */
export const draftForgetting: Subscription = {
  name: 'services.forgetting',
  events: [PERSON_ERASED],
  async handle(tx, events) {
    for (const { payload } of events) {
      const { partyId } = payload as unknown as PersonErased;
      await deleteDraftsOf(tx, partyId);
      await forgetPrefillsOf(tx, partyId);
      await forgetSignatures(tx, partyId);
    }
  },
};
