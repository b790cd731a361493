import {
  mayAdminister,
  mayReadConnectors,
  mayReadKeys,
  mayReadRouting,
  mayReadWebhooks,
  staffOf,
} from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  staffOf(event, mayAdminister);
  return {
    may: {
      arrange: mayReadRouting(event.locals.actor),
      keys: mayReadKeys(event.locals.actor),
      connectors: mayReadConnectors(event.locals.actor),
      webhooks: mayReadWebhooks(event.locals.actor),
    },
  };
};
