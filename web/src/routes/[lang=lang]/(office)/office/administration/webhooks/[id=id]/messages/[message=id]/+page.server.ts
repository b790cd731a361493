import { hasRole } from '#kernel/actor.ts';
import type { AttemptItem, MessageItem, WebhookItem } from '#modules/exchange/api.ts';
import { mayReadWebhooks, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

/** JSON with its lines broken for the eye; what is none stays as it is. */
function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadWebhooks);
  const { locals, params } = event;
  const [webhook, message] = await Promise.all([
    locals.call<WebhookItem>('exchange.get-webhook', { id: params.id }),
    locals.call<MessageItem & { body: string; tries: AttemptItem[] }>('exchange.get-message', {
      id: params.id,
      messageId: params.message,
    }),
  ]);
  return {
    webhook: { id: webhook.id, name: webhook.name },
    message: { ...message, body: laidOut(message.body) },
    mayReplay:
      hasRole(locals.actor, 'administrator', 'integration-manager') &&
      webhook.status === 'active' &&
      (message.status === 'dead' || message.status === 'delivered'),
  };
};
