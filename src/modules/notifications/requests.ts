import { createHash } from 'node:crypto';
import { type Id, uuidv7 } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import type { DeliveredEvent, Subscription } from '#platform/module.ts';
import type { Tenant } from '#platform/tenants.ts';
import { type ContactDirectory, NOTICE_EVENTS } from './api.ts';
import { type Contact, NoticeRequested, type NoticeValue, type OutsideChannel } from './model.ts';
import { type Subject, subjectOfParty } from './model-choices.ts';
import type { StoredTemplate } from './model-template.ts';
import { emailAddress, mobileNumber, type PlannedNotice, planNotice, templateFor, valuesFor } from './rules.ts';
import { wants } from './rules-choices.ts';
import { chooseTemplate } from './rules-templates.ts';
import { insertMessages, type NewDelivery, type NewMessage } from './store.ts';
import { findChoices, findDevices } from './store-choices.ts';
import { findTemplates } from './store-templates.ts';
import { type BaseUrlOf, surroundingsOf } from './surroundings.ts';
import type { Tokens } from './tokens.ts';

type Subjects = Readonly<Record<OutsideChannel, readonly Subject[]>>;

/** Where a tap on a device leads: the page the words link to, else the inbox. */
const pathOf = ({ link }: Readonly<Record<string, NoticeValue>>): string =>
  typeof link === 'object' && 'path' in link && typeof link.path === 'string' ? link.path : '/my/inbox';

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
  manner: { readonly subjects: Subjects; readonly urgent: boolean; readonly signOff: string | null },
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
      id: idFor(
        event.at,
        event.tenantId,
        event.id,
        planned.recipient,
        channel,
        ...(channel === 'push' ? [address] : []),
      ),
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
      subject_key: manner.subjects[channel][0] ?? null,
      urgent: manner.urgent,
      sign_off: channel === 'email' ? manner.signOff : null,
      path: channel === 'push' ? pathOf(request.values) : null,
      created_at: at,
    })),
  };
}

/**
 * Turns requested notices into messages and deliveries, in the transaction that marks the events as handled. What goes
 * outside is only queued here; `notifications.deliver` sends it.
 */
export function noticeSubscription(directory: ContactDirectory, baseUrlOf: BaseUrlOf, tokens: Tokens): Subscription {
  /** Whose choices count for a recipient, by channel: the person's, and those made for the bare address. */
  function subjectsOf(tenant: Tenant, partyId: Id | null, contact: Contact, countryCode: string | undefined): Subjects {
    const party = partyId === null ? [] : [subjectOfParty(partyId)];
    const at = (address: string | undefined) =>
      address === undefined ? [] : [tokens.subjectOfAddress(tenant.id, address)];
    return {
      email: [...party, ...at(contact.email ? emailAddress(contact.email) : undefined)],
      sms: [...party, ...at(contact.mobile ? mobileNumber(contact.mobile, countryCode) : undefined)],
      push: party,
    };
  }

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
    for (const { id, partyId } of partyIds.length > 0 ? await findDevices(tx, partyIds) : []) {
      const known = contacts.get(partyId) ?? {};
      contacts.set(partyId, { ...known, devices: [...(known.devices ?? []), id] });
    }

    const around = surroundingsOf(tenant, baseUrlOf);
    const reached = due.flatMap(({ request }) =>
      request.to.map(({ partyId, contact }) => subjectsOf(tenant, partyId ?? null, contact ?? {}, around.countryCode)),
    );
    const choices = await findChoices(tx, [
      ...new Set(reached.flatMap(({ email, sms, push }) => [...email, ...sms, ...push])),
    ]);
    const messages: NewMessage[] = [];
    const deliveries: NewDelivery[] = [];
    for (const one of due) {
      const told = new Set<string>();
      const stored = chooseTemplate(templatesByKey.get(one.request.notice) ?? [], one.request.traits);
      for (const { role, partyId, contact, ...own } of one.request.to) {
        const values = { ...valuesFor(role, one.request), ...own.values };
        const unsubscribe = own.unsubscribe ?? one.request.unsubscribe;
        const template = templateFor(stored?.body, one.request);
        const kind = template?.kind ?? 'progress';
        const subjects = subjectsOf(tenant, partyId ?? null, contact ?? {}, around.countryCode);
        const wanted = {
          email: wants(choices, subjects.email, 'email', kind),
          sms: wants(choices, subjects.sms, 'sms', kind),
          push: wants(choices, subjects.push, 'push', kind),
        };
        const [emailSubject] = subjects.email;
        // Who asked for a notice with a way out of its own is not given a second one.
        const token =
          emailSubject && !unsubscribe && tokens.sign(tenant.id, { subject: emailSubject, channel: 'email', kind });
        const language = contact?.language ?? (partyId ? contacts.get(partyId)?.language : null) ?? '';
        const page = around.languages.includes(language) ? language : around.languages[0];
        const signOff = token ? `${around.baseUrl}/${page}/notices/${token}` : undefined;
        const planned = planNotice(
          {
            key: one.request.notice,
            template,
            partyId: partyId ?? null,
            contact: { ...(partyId ? contacts.get(partyId) : {}), ...contact },
            wanted,
            signOff,
            values,
          },
          around,
        );
        // Somebody in two roles is told once.
        if (planned === undefined || told.has(planned.recipient)) continue;
        told.add(planned.recipient);
        const written = rowsFor({ ...one, request: { ...one.request, values, unsubscribe } }, role, planned, stored, {
          subjects,
          urgent: template?.urgent ?? true,
          signOff: template?.mandatory ? null : token || null,
        });
        messages.push(written.message);
        deliveries.push(...written.deliveries);
      }
    }
    if (messages.length > 0) await insertMessages(tx, messages, deliveries);
  }
  return { name: 'notifications.messages', events: NOTICE_EVENTS, handle };
}
