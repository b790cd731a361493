import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { WebhookItem } from '#modules/exchange/api.ts';
import { mayReadWebhooks, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadWebhooks);
  const { locals, url } = event;
  const { items } = await locals.call<{ items: WebhookItem[] }>('exchange.list-webhooks', {});
  return {
    mayEdit: hasRole(locals.actor, 'administrator', 'integration-manager'),
    removed: url.searchParams.get('done') === 'remove',
    items: items.map((item) => ({
      ...item,
      owner: item.ownerName === null ? null : say(item.ownerName, locals.language),
      shown: item.status === 'active' && item.failures > 0 ? ('failing' as const) : item.status,
    })),
  };
};
