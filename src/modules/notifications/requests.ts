import { createHash } from 'node:crypto';
import { type Id, uuidv7 } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { DeliveredEvent, Subscription } from '#platform/module.ts';
import type { Tenant } from '#platform/tenants.ts';
import { type ContactDirectory, NOTICE_EVENTS } from './api.ts';
import { type Contact, NoticeRequested, type NoticeValue } from './model.ts';
import type { StoredTemplate } from './model-template.ts';
import { type PlannedNotice, planNotice, templateFor, valuesFor } from './rules.ts';
import { chooseTemplate } from './rules-templates.ts';
import { findPreferences, insertMessages, type NewDelivery, type NewMessage } from './store.ts';
import { findTemplates } from './store-templates.ts';
import { type BaseUrlOf, surroundingsOf } from './surroundings.ts';

/**
 * An id that the same event and recipient always get, and that sorts by the event's time: a repeated event writes the
 * same rows, not new ones.
 */
const idFor = (at: Temporal.Instant, ...parts: readonly (string | number)[]): Id =>
  uuidv7(at.epochMilliseconds, createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 10));

interface Due {
  readonly event: DeliveredEvent;
  readonly request: Omit<ReturnType<typeof NoticeRequested.parse>, 'values'> & {
    readonly values: Readonly<Record<string, NoticeValue>>;
  };
}

function rowsFor(
  { event, request }: Due,
  role: string,
  planned: PlannedNotice,
  template: StoredTemplate | undefined,
): { message: NewMessage; deliveries: NewDelivery[] } {
  const id = idFor(event.at, event.tenantId, event.id, planned.recipient);
  const at = event.at.toString();
  return {
    message: {
      id,
      event_id: event.id,
      recipient: planned.recipient,
      party_id: planned.partyId,
      role,
      notice: request.notice,
      template_version: template?.version ?? null,
      template_scope: template?.scope ?? '',
      case_id: request.caseId ?? null,
      number: request.number ?? null,
      language: planned.language,
      title: planned.inbox?.subject ?? null,
      body: planned.inbox?.text ?? null,
      request: {
        values: request.values,
        words: request.words,
        mandatory: request.mandatory,
        traits: request.traits,
        unsubscribe: request.unsubscribe,
      },
      created_at: at,
    },
    deliveries: planned.deliveries.map(({ channel, address, language, rendered, refusal }) => ({
      id: idFor(event.at, event.tenantId, event.id, planned.recipient, channel),
      message_id: id,
      channel,
      address,
      language,
      subject: rendered?.subject ?? null,
      body: rendered?.text ?? null,
      html: rendered?.html ?? null,
      segments: rendered?.sms?.segments ?? null,
      status: rendered === undefined ? 'dead' : 'queued',
      reason: refusal?.message ?? null,
      created_at: at,
    })),
  };
}

/**
 * Turns requested notices into messages and deliveries, in the transaction that marks the events as handled. What goes
 * outside is only queued here; `notifications.deliver` sends it.
 */
export function noticeSubscription(directory: ContactDirectory, baseUrlOf: BaseUrlOf): Subscription {
  async function handle(tx: Tx, events: readonly DeliveredEvent[], tenant: Tenant): Promise<void> {
    const due: Due[] = events.map((event) => {
      const parsed = NoticeRequested.parse(event.payload);
      const number: Record<string, NoticeValue> = parsed.number ? { number: parsed.number } : {};
      return { event, request: { ...parsed, values: { ...number, ...parsed.values } } };
    });
    const partyIds = [...new Set(due.flatMap(({ request }) => request.to.flatMap(({ partyId }) => partyId ?? [])))];
    const templates = await findTemplates(tx, [...new Set(due.map(({ request }) => request.notice))]);
    const templatesByKey = Map.groupBy(templates, ({ key }) => key);
    const contacts = new Map<Id, Contact>();
    if (partyIds.length > 0) {
      for (const contact of await directory.contactsOf(tx, partyIds, tenant)) contacts.set(contact.partyId, contact);
    }
    const preferences = partyIds.length > 0 ? await findPreferences(tx, partyIds) : new Map();

    const around = surroundingsOf(tenant, baseUrlOf);
    const messages: NewMessage[] = [];
    const deliveries: NewDelivery[] = [];
    for (const one of due) {
      const told = new Set<string>();
      const stored = chooseTemplate(templatesByKey.get(one.request.notice) ?? [], one.request.traits);
      for (const { role, partyId, contact } of one.request.to) {
        const values = valuesFor(role, one.request);
        const planned = planNotice(
          {
            key: one.request.notice,
            template: templateFor(stored?.body, one.request),
            partyId: partyId ?? null,
            contact: { ...(partyId ? contacts.get(partyId) : {}), ...contact },
            preferences: partyId ? preferences.get(partyId) : undefined,
            values,
          },
          around,
        );
        // Somebody in two roles is told once.
        if (planned === undefined || told.has(planned.recipient)) continue;
        told.add(planned.recipient);
        const written = rowsFor({ ...one, request: { ...one.request, values } }, role, planned, stored);
        messages.push(written.message);
        deliveries.push(...written.deliveries);
      }
    }
    if (messages.length > 0) await insertMessages(tx, messages, deliveries);
  }
  return { name: 'notifications.messages', events: NOTICE_EVENTS, handle };
}
