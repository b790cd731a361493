import { z } from 'zod';
import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { Bilingual } from '#kernel/text.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn, tenantRole } from '#platform/policy.ts';
import type { ContactDirectory, NameDirectory, NoticeSource } from './api.ts';
import { DELIVERY_STATUSES, notificationProblems, OUTSIDE_CHANNELS } from './model.ts';
import { type ChoiceParts, choiceOperations } from './operations-choices.ts';
import { templateOperations } from './operations-templates.ts';
import { INVALID_ADDRESS, maskAddress, planNotice, templateFor } from './rules.ts';
import { idSpan, reasonWords } from './rules-reasons.ts';
import { chooseTemplate } from './rules-templates.ts';
import { countUnread, findDelivery, findMailbox, listInbox, markRead } from './store.ts';
import { listDeliveries, requeueDelivery } from './store-deliveries.ts';
import { findTemplates } from './store-templates.ts';
import { type BaseUrlOf, surroundingsOf } from './surroundings.ts';

const words = (ar: string, en: string): Bilingual => ({ ar, en });
const page = { before: z.uuid().nullish(), limit: z.coerce.number().int().min(1).max(100).default(20) };
const instant = z.string();

/** Whose inbox and wishes: the represented party's while somebody acts under a delegation. */
const partyOf = (actor: Actor): Id => (actor.onBehalfOf ?? actor.partyId)!;

/** The id to ask for the next page with, null at the end. */
const nextOf = (items: readonly { readonly id: Id }[], limit: number): Id | null =>
  items.length === limit ? items.at(-1)!.id : null;

const inboxOperations: readonly Operation[] = [
  operation({
    name: 'notifications.list-inbox',
    summary: words('إشعاراتي', 'My notices'),
    kind: 'query',
    who: [signedIn()],
    route: { method: 'GET', path: '/notifications/inbox' },
    rate: 'read',
    input: z.strictObject(page),
    output: z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          notice: z.string(),
          caseId: z.uuid().nullable(),
          number: z.string().nullable(),
          language: z.string(),
          title: z.string(),
          text: z.string(),
          /** Of the page it leads to, below the language of whoever reads; null where there is none. */
          path: z.string().nullable(),
          at: instant,
          readAt: instant.nullable(),
        }),
      ),
      next: z.uuid().nullable(),
      unread: z.int(),
    }),
    async run(tx, { before, limit }, { actor }) {
      const items = await listInbox(tx, partyOf(actor), before ?? null, limit);
      return { items, next: nextOf(items, limit), unread: await countUnread(tx, partyOf(actor)) };
    },
  }),
  operation({
    name: 'notifications.mark-read',
    summary: words('وسم الإشعارات بأنها مقروءة', 'Mark notices as read'),
    kind: 'command',
    who: [signedIn()],
    route: { method: 'POST', path: '/notifications/inbox/read' },
    rate: 'write',
    input: z.strictObject({ ids: z.union([z.literal('all'), z.array(z.uuid()).min(1).max(200)]) }),
    output: z.object({ marked: z.int(), unread: z.int() }),
    async run(tx, { ids }, { actor, now }) {
      const marked = await markRead(tx, partyOf(actor), ids === 'all' ? null : ids, now);
      return { marked, unread: await countUnread(tx, partyOf(actor)) };
    },
  }),
];

function deliveryOperations(directory: ContactDirectory, baseUrlOf: BaseUrlOf): readonly Operation[] {
  return [
    operation({
      name: 'notifications.list-deliveries',
      summary: words('سجل إرسال الإشعارات', 'Delivery log of notices'),
      kind: 'query',
      who: [tenantRole('supervisor', 'administrator', 'auditor')],
      route: { method: 'GET', path: '/notifications/deliveries' },
      rate: 'read',
      input: z.strictObject({
        ...page,
        status: z.enum(DELIVERY_STATUSES).nullish(),
        channel: z.enum(OUTSIDE_CHANNELS).nullish(),
        caseId: z.uuid().nullish(),
        /** Days in the tenant's zone, both included. */
        from: z.iso.date().nullish(),
        to: z.iso.date().nullish(),
      }),
      output: z.object({
        items: z.array(
          z.object({
            id: z.uuid(),
            notice: z.string(),
            caseId: z.uuid().nullable(),
            number: z.string().nullable(),
            role: z.string(),
            channel: z.enum(OUTSIDE_CHANNELS),
            /** Enough to recognise, not enough to use. */
            address: z.string(),
            status: z.enum(DELIVERY_STATUSES),
            attempts: z.int(),
            segments: z.int().nullable(),
            /** As it was stored; may name servers and their answers. */
            reason: z.string().nullable(),
            /** The same in words. */
            why: z.object({ ar: z.string(), en: z.string() }).nullable(),
            held: z.boolean(),
            templateVersion: z.int().nullable(),
            templateScope: z.string(),
            createdAt: instant,
            nextAt: instant.nullable(),
            sentAt: instant.nullable(),
          }),
        ),
        next: z.uuid().nullable(),
      }),
      async run(tx, { before, limit, status, channel, caseId, from, to }, { tenant }) {
        const filter = {
          ...idSpan(from ?? null, to ?? null, tenant.timeZone),
          before: before ?? null,
          limit,
          status: status ?? null,
          channel: channel ?? null,
          caseId: caseId ?? null,
        };
        const items = await listDeliveries(tx, filter);
        return {
          items: items.map((item) => ({
            ...item,
            address: maskAddress(item.address),
            why: item.status === 'sent' ? null : reasonWords(item.reason),
          })),
          next: nextOf(items, limit),
        };
      },
    }),
    operation({
      name: 'notifications.list-my-deliveries',
      summary: words('ما أُرسل إليّ', 'What was sent to me'),
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/notifications/my-deliveries' },
      rate: 'read',
      input: z.strictObject(page),
      output: z.object({
        items: z.array(
          z.object({
            id: z.uuid(),
            notice: z.string(),
            number: z.string().nullable(),
            channel: z.enum(OUTSIDE_CHANNELS),
            address: z.string(),
            status: z.enum(DELIVERY_STATUSES),
            held: z.boolean(),
            createdAt: instant,
            nextAt: instant.nullable(),
            sentAt: instant.nullable(),
          }),
        ),
        next: z.uuid().nullable(),
      }),
      async run(tx, { before, limit }, { actor }) {
        const filter = { before: before ?? null, limit, status: null, caseId: null, partyId: partyOf(actor) };
        const items = await listDeliveries(tx, filter);
        return {
          items: items.map(({ id, notice, number, channel, address, status, held, createdAt, nextAt, sentAt }) => ({
            id,
            notice,
            number,
            channel,
            address: maskAddress(address),
            status,
            held,
            createdAt,
            nextAt,
            sentAt,
          })),
          next: nextOf(items, limit),
        };
      },
    }),
    operation({
      name: 'notifications.retry-delivery',
      summary: words('إعادة إرسال إشعار لم يصل', 'Send a notice that failed again, now'),
      kind: 'command',
      who: [tenantRole('supervisor', 'administrator')],
      route: { method: 'POST', path: '/notifications/deliveries/{id}/retry' },
      rate: 'write',
      input: z.strictObject({ id: z.uuid() }),
      output: z.object({ id: z.uuid(), status: z.literal('queued') }),
      async run(tx, { id }, context) {
        const delivery = await findDelivery(tx, id);
        if (delivery === undefined) throw notificationProblems['unknown-delivery']();
        if (delivery.status !== 'dead' && delivery.status !== 'failed') throw notificationProblems['not-retriable']();
        context.about({ type: 'delivery', id });
        if (delivery.written) {
          await requeueDelivery(tx, id, null, context.now);
          return { id, status: 'queued' as const };
        }
        // It was never written: the template or the contact was wrong then and may have been mended since.
        const stored = chooseTemplate(await findTemplates(tx, [delivery.notice]), delivery.request.traits ?? {});
        const [known] = delivery.partyId ? await directory.contactsOf(tx, [delivery.partyId], context.tenant) : [];
        const kept = delivery.address === INVALID_ADDRESS ? undefined : delivery.address;
        const contact =
          delivery.channel === 'email' ? { email: kept ?? known?.email } : { mobile: kept ?? known?.mobile };
        const planned = planNotice(
          {
            key: delivery.notice,
            template: templateFor(stored?.body, { ...delivery.request, mandatory: true }),
            partyId: delivery.partyId,
            contact: { language: delivery.language, ...contact },
            values: delivery.request.values,
          },
          surroundingsOf(context.tenant, baseUrlOf),
        )?.deliveries.find(({ channel }) => channel === delivery.channel);
        if (planned?.rendered === undefined) throw planned?.refusal ?? notificationProblems['bad-address']();
        const { rendered, address } = planned;
        const { subject, text, html } = rendered;
        const segments = rendered.sms?.segments ?? null;
        await requeueDelivery(tx, id, { address, subject, text, html, segments }, context.now);
        return { id, status: 'queued' as const };
      },
    }),
  ];
}

const mailboxOperation: Operation = operation({
  name: 'notifications.list-dev-mailbox',
  summary: words('صندوق بريد التجربة', 'Development mailbox'),
  kind: 'query',
  who: [{ label: 'anyone, on a demonstration only', audience: 'anyone', allows: () => true }],
  route: { method: 'GET', path: '/notifications/dev-mailbox' },
  rate: 'read',
  input: z.strictObject(page),
  output: z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        channel: z.enum(OUTSIDE_CHANNELS),
        address: z.string(),
        sender: z.string(),
        subject: z.string().nullable(),
        text: z.string(),
        html: z.string().nullable(),
        copies: z.int(),
        at: instant,
      }),
    ),
    next: z.uuid().nullable(),
  }),
  async run(tx, { before, limit }) {
    const items = await findMailbox(tx, before ?? null, limit);
    return { items, next: nextOf(items, limit) };
  },
});

/** @param parts.devMailbox whether the development mailbox may be read at all */
export const notificationOperations = (
  parts: ChoiceParts & {
    readonly directory: ContactDirectory;
    readonly baseUrlOf: BaseUrlOf;
    readonly devMailbox: boolean;
    readonly names: NameDirectory;
    readonly sources: readonly NoticeSource[];
  },
): readonly Operation[] => [
  ...inboxOperations,
  ...deliveryOperations(parts.directory, parts.baseUrlOf),
  ...choiceOperations(parts),
  ...templateOperations(parts),
  ...(parts.devMailbox ? [mailboxOperation] : []),
];
