import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { TEST_EVENT, WebhookForm, WebhookItem } from './model.ts';
import {
  bodyOfActor,
  type ExchangeParts,
  getOwn,
  isService,
  itemsOf,
  MANAGERS,
  Named,
  READERS,
  switchedOff,
  WebhookId,
} from './operations-shared.ts';
import { exchangeProblems } from './problems.ts';
import { bodyOf, OVERLAP_HOURS } from './rules-webhooks.ts';
import { newSecret, sealSecret } from './signing.ts';
import {
  changeWebhook,
  countWebhooks,
  findWebhook,
  insertWebhook,
  listWebhooks,
  removeWebhook,
  setSecret,
  setStatus,
} from './store.ts';
import { endAll, insertMessages } from './store-messages.ts';

/** More would mean that somebody makes one for each report. */
const MOST_WEBHOOKS = 200;

export function webhookOperations(parts: ExchangeParts): Operation[] {
  /** What a form means: whose the webhook is. @throws Problem */
  async function resolved(tx: Tx, { actor }: OperationContext, form: WebhookForm) {
    const fault = parts.faultOf(form.url);
    if (fault !== undefined) throw exchangeProblems[fault]();
    if (isService(actor)) {
      if (form.view !== 'public') throw exchangeProblems['public-only']();
      return { ...form, agency: null, ownerId: bodyOfActor(actor) };
    }
    if (form.agency == null || form.agency === '') {
      if (form.view === 'agency') throw exchangeProblems['agency-needed']();
      return { ...form, agency: null, ownerId: null };
    }
    const party = await parts.identity.findPartyByCode(tx, form.agency);
    if (party === undefined) throw exchangeProblems['unknown-agency']({ values: { code: form.agency } });
    return { ...form, ownerId: party.id };
  }

  const about = (context: OperationContext, id: Id) => context.about({ type: 'webhook', id });
  const one = async (tx: Tx, id: Id): Promise<WebhookItem> => {
    const found = await findWebhook(tx, id);
    return (await itemsOf(tx, parts, [found!]))[0]!;
  };

  return [
    operation({
      name: 'exchange.list-webhooks',
      summary: { ar: 'وجهات الإشعارات البرمجية', en: 'List webhooks' },
      kind: 'query',
      who: [...READERS],
      route: { method: 'GET', path: '/webhooks' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(WebhookItem) }),
      async run(tx, _, { actor }) {
        const found = await listWebhooks(tx, isService(actor) ? bodyOfActor(actor) : null);
        return { items: await itemsOf(tx, parts, found) };
      },
    }),
    operation({
      name: 'exchange.get-webhook',
      summary: { ar: 'وجهة إشعارات برمجية', en: 'Show a webhook' },
      kind: 'query',
      who: [...READERS],
      route: { method: 'GET', path: '/webhooks/{id}' },
      rate: 'read',
      input: Named,
      output: WebhookItem,
      run: async (tx, { id }, context) => (await itemsOf(tx, parts, [await getOwn(tx, context, id)]))[0]!,
    }),
    operation({
      name: 'exchange.add-webhook',
      summary: { ar: 'إضافة وجهة إشعارات برمجية', en: 'Add a webhook' },
      kind: 'command',
      who: [...MANAGERS],
      route: { method: 'POST', path: '/webhooks' },
      rate: 'write',
      answersOnce: true,
      input: WebhookForm,
      output: z.object({ id: z.uuid(), secret: z.string() }),
      async run(tx, input, context) {
        const form = await resolved(tx, context, input);
        if ((await countWebhooks(tx)) >= MOST_WEBHOOKS) {
          throw exchangeProblems['too-many']({ values: { most: MOST_WEBHOOKS } });
        }
        const id = context.newId();
        const secret = newSecret();
        await insertWebhook(tx, {
          ...form,
          id,
          sealedSecret: sealSecret(parts.sealer, context.tenant.id, id, secret),
          createdBy: context.actor.partyId,
          at: context.now.toString(),
        });
        about(context, id);
        return { id, secret };
      },
    }),
    operation({
      name: 'exchange.change-webhook',
      summary: { ar: 'تعديل وجهة إشعارات برمجية', en: 'Change a webhook' },
      kind: 'command',
      who: [...MANAGERS],
      route: { method: 'PUT', path: '/webhooks/{id}' },
      rate: 'write',
      input: WebhookForm.extend({ id: WebhookId, version: z.coerce.number().pipe(z.int32().positive()) }),
      output: WebhookItem,
      async run(tx, { id, version, ...input }, context) {
        const before = await getOwn(tx, context, id, true);
        const form = await resolved(tx, context, input);
        if (before.version !== version || !(await changeWebhook(tx, id, form, version))) {
          throw exchangeProblems['changed-meanwhile']();
        }
        about(context, id);
        return one(tx, id);
      },
    }),
    operation({
      name: 'exchange.pause-webhook',
      summary: { ar: 'إيقاف الإرسال إلى وجهة مؤقتاً', en: 'Pause a webhook' },
      kind: 'command',
      who: [...MANAGERS],
      route: { method: 'POST', path: '/webhooks/{id}/pause' },
      rate: 'write',
      input: Named,
      output: WebhookItem,
      async run(tx, { id }, context) {
        const { status } = await getOwn(tx, context, id, true);
        if (status === 'active') await setStatus(tx, id, 'paused', null);
        about(context, id);
        return one(tx, id);
      },
    }),
    operation({
      name: 'exchange.resume-webhook',
      summary: { ar: 'استئناف الإرسال إلى وجهة', en: 'Start a webhook again' },
      kind: 'command',
      who: [...MANAGERS],
      route: { method: 'POST', path: '/webhooks/{id}/resume' },
      rate: 'write',
      input: Named,
      output: WebhookItem,
      async run(tx, { id }, context) {
        const { status } = await getOwn(tx, context, id, true);
        if (status !== 'active') await setStatus(tx, id, 'active', null);
        about(context, id);
        return one(tx, id);
      },
    }),
    operation({
      name: 'exchange.rotate-webhook-secret',
      summary: { ar: 'تغيير سر التوقيع لوجهة', en: 'Change the signing secret of a webhook' },
      kind: 'command',
      who: [...MANAGERS],
      route: { method: 'POST', path: '/webhooks/{id}/secret' },
      rate: 'write',
      answersOnce: true,
      input: Named.extend({
        /** The former secret ends at once: for one that others came to know. */
        endFormer: z.boolean().default(false),
      }),
      output: z.object({ id: z.uuid(), secret: z.string(), formerUntil: z.string().nullable() }),
      async run(tx, { id, endFormer }, context) {
        const { sealedSecret } = await getOwn(tx, context, id, true);
        const secret = newSecret();
        const formerUntil = endFormer ? null : context.now.add({ hours: OVERLAP_HOURS }).toString();
        await setSecret(tx, id, {
          sealed: sealSecret(parts.sealer, context.tenant.id, id, secret),
          former: endFormer ? null : sealedSecret,
          formerUntil,
        });
        about(context, id);
        return { id, secret, formerUntil };
      },
    }),
    operation({
      name: 'exchange.remove-webhook',
      summary: { ar: 'حذف وجهة إشعارات برمجية', en: 'Remove a webhook' },
      kind: 'command',
      who: [...MANAGERS],
      route: { method: 'DELETE', path: '/webhooks/{id}' },
      rate: 'write',
      input: Named,
      output: z.object({ id: z.uuid() }),
      async run(tx, { id }, context) {
        await getOwn(tx, context, id, true);
        await removeWebhook(tx, id);
        about(context, id);
        return { id };
      },
    }),
    operation({
      name: 'exchange.test-webhook',
      summary: { ar: 'إرسال رسالة تجربة إلى وجهة', en: 'Send a test message to a webhook' },
      kind: 'command',
      who: [...MANAGERS],
      route: { method: 'POST', path: '/webhooks/{id}/test' },
      rate: 'write',
      input: Named,
      output: z.object({ messageId: z.uuid() }),
      async run(tx, { id }, context) {
        const { status, name } = await getOwn(tx, context, id);
        if (status !== 'active') throw exchangeProblems['not-sending']();
        const messageId = context.newId();
        const at = context.now.toString();
        const body = bodyOf(TEST_EVENT, at, { webhook: { id, name } });
        await insertMessages(tx, [
          { id: messageId, webhookId: id, eventId: null, key: messageId, number: null, type: TEST_EVENT, body, at },
        ]);
        about(context, id);
        return { messageId };
      },
    }),
    operation({
      name: 'exchange.disable-webhook',
      summary: { ar: 'إيقاف وجهة طال تعذر الإرسال إليها', en: 'Switch off a webhook whose receiver failed for long' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/webhooks/{id}/disable' },
      rate: 'write',
      input: Named.extend({ reason: z.string().min(1).max(400) }),
      output: z.object({ disabled: z.boolean() }),
      async run(tx, { id, reason }, context) {
        const found = await getOwn(tx, context, id, true);
        if (found.status !== 'active') return { disabled: false };
        await setStatus(tx, id, 'disabled', reason);
        await endAll(tx, id, `the webhook was switched off: ${reason}`);
        about(context, id);
        context.emit(await switchedOff(tx, parts, found, reason));
        return { disabled: true };
      },
    }),
  ];
}
