import { hash } from 'node:crypto';
import { type Id, uuidv7 } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { OutgoingEvent } from './model.ts';
import { bodyOf, shown, wants } from './rules-webhooks.ts';
import { listeningWebhooks, type WebhookRow } from './store.ts';
import { insertMessages, type NewMessage, toldKeys } from './store-messages.ts';

/** The same event and webhook always get the same id, and ids sort as the events happened: a repeat writes nothing new. */
function messageId({ id: tenantId }: Tenant, webhook: WebhookRow, { eventId, at }: OutgoingEvent, place: number): Id {
  const bytes = Buffer.from(hash('sha256', `${tenantId} ${webhook.id} ${eventId}`, 'buffer').subarray(0, 10));
  // Events of one millisecond keep their order: the place leads what would be chance.
  bytes.writeUInt16BE(place & 0x0fff, 0);
  return uuidv7(Temporal.Instant.from(at).epochMilliseconds, bytes);
}

const isSince = ({ createdAt }: WebhookRow, at: string): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(at), Temporal.Instant.from(createdAt)) >= 0;

/** Writes what each listening webhook is to be told of these events. */
export async function publish(tx: Tx, tenant: Tenant, events: readonly OutgoingEvent[]): Promise<void> {
  const messages: NewMessage[] = [];
  for (const webhook of await listeningWebhooks(tx)) {
    // News from before a webhook existed is not for it.
    const wanted = events.filter(
      ({ type, facts, at }) => isSince(webhook, at) && (wants(webhook, type, facts) || type !== 'report.withdrawn'),
    );
    if (wanted.length === 0) continue;
    const hidden = wanted.filter((event) => event.public === null && webhook.view !== 'office');
    const told =
      hidden.length === 0 ? new Set<Id>() : await toldKeys(tx, webhook.id, [...new Set(hidden.map(({ key }) => key))]);
    for (const [place, event] of wanted.entries()) {
      const made = shown(webhook.view, webhook.agency, event, told.has(event.key));
      if (made === null) continue;
      // Whoever was told of a report hears that it is public no more, whatever its state is by now.
      if (made.type !== 'report.withdrawn' && !wants(webhook, made.type, event.facts)) continue;
      messages.push({
        id: messageId(tenant, webhook, event, place),
        webhookId: webhook.id,
        eventId: event.eventId,
        key: event.key,
        number: event.number,
        type: made.type,
        body: bodyOf(made.type, event.at, made.data),
        at: event.at,
      });
    }
  }
  if (messages.length > 0) await insertMessages(tx, messages);
}
