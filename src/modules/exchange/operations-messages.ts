import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { AttemptItem, MESSAGE_STATUSES, MessageItem } from './model.ts';
import { getOwn, MANAGERS, READERS, WebhookId } from './operations-shared.ts';
import { exchangeProblems } from './problems.ts';
import { findMessage, listAttempts, listMessages, replayMessage, replaySpan } from './store-messages.ts';

const MessageId = z.uuid().transform((value): Id => value.toLowerCase());
const Named = z.strictObject({ id: WebhookId, messageId: MessageId });
const Moment = z.iso
  .datetime({ offset: true })
  .max(40)
  .transform((text) => Temporal.Instant.from(text).toString());

/** The log of what webhooks were told, and sending it again. */
export function messageOperations(): Operation[] {
  return [
    operation({
      name: 'exchange.list-messages',
      summary: { ar: 'سجل رسائل وجهة', en: 'List the messages of a webhook' },
      kind: 'query',
      who: [...READERS],
      route: { method: 'GET', path: '/webhooks/{id}/messages' },
      rate: 'read',
      input: z.strictObject({
        id: WebhookId,
        status: z.enum(MESSAGE_STATUSES).optional(),
        /** The last one of the page before. */
        before: MessageId.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      output: z.object({ items: z.array(MessageItem), next: z.uuid().nullable() }),
      async run(tx, { id, status, before, limit }, context) {
        await getOwn(tx, context, id);
        const found = await listMessages(tx, id, status, before, limit);
        const items = found.slice(0, limit);
        return { items, next: found.length > limit ? items.at(-1)!.id : null };
      },
    }),
    operation({
      name: 'exchange.get-message',
      summary: { ar: 'رسالة ومحاولات إرسالها', en: 'Show a message and every try to deliver it' },
      kind: 'query',
      who: [...READERS],
      route: { method: 'GET', path: '/webhooks/{id}/messages/{messageId}' },
      rate: 'read',
      input: Named,
      output: MessageItem.extend({ body: z.string(), tries: z.array(AttemptItem) }).meta({
        id: 'WebhookMessageDetails',
      }),
      async run(tx, { id, messageId }, context) {
        await getOwn(tx, context, id);
        const found = await findMessage(tx, id, messageId);
        if (found === undefined) throw exchangeProblems['unknown-message']();
        return { ...found, tries: await listAttempts(tx, id, messageId) };
      },
    }),
    operation({
      name: 'exchange.replay-message',
      summary: { ar: 'إعادة إرسال رسالة', en: 'Send a message again' },
      kind: 'command',
      who: [...MANAGERS],
      route: { method: 'POST', path: '/webhooks/{id}/messages/{messageId}/replay' },
      rate: 'write',
      input: Named,
      output: z.object({ messageId: z.uuid() }),
      async run(tx, { id, messageId }, context) {
        const { status } = await getOwn(tx, context, id);
        if (status !== 'active') throw exchangeProblems['not-sending']();
        if ((await findMessage(tx, id, messageId)) === undefined) throw exchangeProblems['unknown-message']();
        if (!(await replayMessage(tx, id, messageId, context.now.toString())))
          throw exchangeProblems['still-waiting']();
        context.about({ type: 'webhook', id });
        return { messageId };
      },
    }),
    operation({
      name: 'exchange.replay-messages',
      summary: { ar: 'إعادة إرسال رسائل مدة من الزمن', en: 'Send the messages of a span of time again' },
      kind: 'command',
      who: [...MANAGERS],
      route: { method: 'POST', path: '/webhooks/{id}/replay' },
      rate: 'write',
      input: z.strictObject({
        id: WebhookId,
        from: Moment,
        to: Moment,
        /** Also what arrived: for a receiver that lost what it had. */
        all: z.boolean().default(false),
      }),
      output: z.object({ messages: z.int() }),
      async run(tx, { id, ...span }, context) {
        const { status } = await getOwn(tx, context, id);
        if (status !== 'active') throw exchangeProblems['not-sending']();
        const messages = await replaySpan(tx, id, span, context.now.toString());
        context.about({ type: 'webhook', id });
        return { messages };
      },
    }),
  ];
}
