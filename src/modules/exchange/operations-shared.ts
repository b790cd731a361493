import { z } from 'zod';
import type { Actor } from '#kernel/actor.ts';
import type { Id } from '#kernel/id.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { relation, system, tenantRole } from '#platform/policy.ts';
import type { WebhookItem } from './model.ts';
import type { Sealer } from './ports.ts';
import { exchangeProblems } from './problems.ts';
import { findWebhook, lockWebhook, type WebhookRow } from './store.ts';
import { countMessages } from './store-messages.ts';

export interface ExchangeParts {
  readonly identity: Pick<IdentityApi, 'displayNames' | 'findPartyByCode' | 'openFor' | 'partiesWithRole' | 'sealFor'>;
  readonly sealer: Sealer;
  /** What is wrong with an address, as far as its text tells. */
  readonly faultOf: (url: string) => 'address-not-https' | 'address-with-password' | 'address-refused' | undefined;
}

export const WebhookId = z.uuid().transform((value): Id => value.toLowerCase());
export const Named = z.strictObject({ id: WebhookId });

export const isService = ({ kind }: Actor): boolean => kind === 'service';
/** Whose webhooks a service account arranges: those of the body it belongs to. */
export const bodyOfActor = (actor: Actor): Id | null => actor.onBehalfOf ?? actor.partyId;

/** A service account; what is not its own body's does not exist for it (`getOwn`). */
const ownWebhook = relation('service of the owner', async (_tx, actor) => isService(actor));

export const MANAGERS = [tenantRole('administrator', 'integration-manager'), ownWebhook, system()] as const;
export const READERS = [
  tenantRole('administrator', 'integration-manager', 'auditor', 'supervisor'),
  ownWebhook,
] as const;

/** The webhook, where it is the caller's business. @throws Problem exchange.not-found */
export async function getOwn(tx: Tx, { actor }: OperationContext, id: Id, lock = false): Promise<WebhookRow> {
  const found = lock ? await lockWebhook(tx, id) : await findWebhook(tx, id);
  if (found === undefined || (isService(actor) && found.ownerId !== bodyOfActor(actor))) {
    throw exchangeProblems['not-found']();
  }
  return found;
}

export async function itemsOf(
  tx: Tx,
  { identity }: Pick<ExchangeParts, 'identity'>,
  found: readonly WebhookRow[],
): Promise<WebhookItem[]> {
  const names = await identity.displayNames(tx, [...new Set(found.flatMap(({ ownerId }) => ownerId ?? []))]);
  const counts = new Map(
    (
      await countMessages(
        tx,
        found.map(({ id }) => id),
      )
    ).map((one) => [one.webhookId, one]),
  );
  return found.map((row) => {
    const { sealedSecret: _, formerSecret, restsUntil: __, createdBy: ___, ...shown } = row;
    return {
      ...shown,
      formerUntil: formerSecret === null ? null : row.formerUntil,
      ownerName: (row.ownerId === null ? null : (names.get(row.ownerId) ?? null)) as WebhookItem['ownerName'],
      waiting: counts.get(row.id)?.waiting ?? 0,
      dead: counts.get(row.id)?.dead ?? 0,
    };
  });
}

/** The notice to whoever answers for a webhook that was switched off. */
export async function switchedOff(
  tx: Tx,
  { identity }: ExchangeParts,
  { id, name, ownerId, createdBy }: WebhookRow,
  reason: string,
) {
  const managers = [
    ...(await identity.partiesWithRole(tx, 'integration-manager')),
    ...(await identity.partiesWithRole(tx, 'administrator')),
  ];
  const parties = [
    ...new Set([...managers, ...(ownerId === null ? [] : [ownerId]), ...(createdBy === null ? [] : [createdBy])]),
  ];
  return {
    type: 'exchange.notice-requested',
    key: id,
    payload: {
      notice: 'webhook-disabled',
      to: parties.map((partyId) => ({ role: managers.includes(partyId) ? 'manager' : 'owner', partyId })),
      values: { name, reason },
      links: { manager: `/office/administration/webhooks/${id}` },
      words: {
        title: { ar: 'أُوقفت وجهة الإشعارات «{name}»', en: 'The webhook "{name}" was switched off' },
        body: {
          ar: 'تعذر الإرسال إلى «{name}» مدة طويلة فأُوقف. السبب: {reason}. أصلح المستقبِل ثم أعد تشغيل الوجهة وأعد إرسال ما لم يصل.',
          en: '"{name}" could not be reached for long and was switched off. Reason: {reason}. Mend the receiver, start the webhook again, and replay what did not arrive.',
        },
      },
    },
  };
}
