import { say } from '#kernel/text.ts';
import type { ConnectorView } from '#modules/exchange/api.ts';
import { mayReadConnectors, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadConnectors);
  const { locals } = event;
  const { items } = await locals.call<{ items: ConnectorView[] }>('exchange.list-connectors', {});
  return {
    items: items.map((one) => ({
      ...one,
      name: say(one.name, locals.language),
      agency: say(one.agency, locals.language),
    })),
  };
};
