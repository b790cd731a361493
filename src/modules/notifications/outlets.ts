import { directionOf, say } from '#kernel/text.ts';
import type { MailSender } from '#platform/mail.ts';
import type { JobContext } from '#platform/module.ts';
import { RecipientGone, SendFailure } from '#platform/send-failure.ts';
import type { Sms, SmsSender } from '#platform/sms.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { ClaimedDelivery, OutsideChannel } from './model.ts';
import type { PushMessage, PushSender } from './ports.ts';
import { storeInMailbox } from './store.ts';
import { deleteSubscription, findSubscription, noteUsed } from './store-choices.ts';

/** The address of a tenant's pages, without a trailing slash. */
type BaseUrlOf = (tenant: Tenant) => string;

/** A way out of the house for one channel. @throws SendFailure */
export type Outlet = (
  delivery: ClaimedDelivery,
  tenant: Tenant,
  context: Pick<JobContext, 'transaction' | 'now'>,
) => Promise<{ providerId: string }>;

export type Outlets = Readonly<Record<OutsideChannel, Outlet>>;

/** Unchanged on every try, so that a second copy is recognised where it arrives. */
export const messageIdOf = (delivery: Pick<ClaimedDelivery, 'id'>, host: string): string => `<${delivery.id}@${host}>`;

const GSM_NAME = /^[A-Za-z0-9 ._-]{1,11}$/;

/** The tenant's registered SMS sender name (setting `smsSender`), at most eleven letters and digits. */
export function smsSenderOf(tenant: Tenant): string {
  const { smsSender } = tenant.settings;
  return typeof smsSender === 'string' && GSM_NAME.test(smsSender) ? smsSender : 'Amanah';
}

const mailOutlet =
  (mail: MailSender, baseUrlOf: BaseUrlOf): Outlet =>
  (delivery, tenant) =>
    mail.send({
      to: delivery.address,
      senderName: say(tenant.name, delivery.language),
      subject: delivery.subject ?? '',
      text: delivery.text,
      html: delivery.html,
      language: delivery.language,
      messageId: messageIdOf(delivery, new URL(baseUrlOf(tenant)).hostname),
      unsubscribeUrl: delivery.unsubscribe === null ? null : `${baseUrlOf(tenant)}${delivery.unsubscribe}`,
    });

/** A tenant's own provider of text messages; undefined where the tenant has none. @throws SendFailure */
export type TenantSms = (tenant: Tenant, sms: Sms) => Promise<{ providerId: string } | undefined>;

const smsOf = (delivery: ClaimedDelivery, tenant: Tenant): Sms => ({
  to: delivery.address,
  sender: smsSenderOf(tenant),
  text: delivery.text,
  id: delivery.id,
});

const smsOutlet =
  (sms: SmsSender): Outlet =>
  (delivery, tenant) =>
    sms.send(smsOf(delivery, tenant));

/** By the tenant's provider; in a demonstration a copy goes to the mailbox, since a made-up provider sends nothing. */
const tenantSmsOutlet =
  (send: TenantSms, otherwise: Outlet, copies: boolean): Outlet =>
  async (delivery, tenant, context) => {
    const sent = await send(tenant, smsOf(delivery, tenant));
    if (sent === undefined) return otherwise(delivery, tenant, context);
    if (copies) await mailboxOutlet(delivery, tenant, context);
    return sent;
  };

/** What a device is sent of a message, and shows as it is (`web/static/push-worker.js`). */
export const pushMessageOf = (
  delivery: Pick<ClaimedDelivery, 'id' | 'subject' | 'text' | 'language' | 'path' | 'number'>,
  tenant: Pick<Tenant, 'name'>,
): PushMessage => ({
  title: delivery.subject ?? say(tenant.name, delivery.language),
  body: delivery.text,
  path: `/${delivery.language}${delivery.path ?? '/my/inbox'}`,
  language: delivery.language,
  direction: directionOf(delivery.language),
  tag: delivery.number ?? delivery.id,
});

const pushOutlet =
  (push: PushSender): Outlet =>
  async (delivery, tenant, { transaction, now }) => {
    const subscription = await transaction(tenant.id, (tx) => findSubscription(tx, delivery.address));
    if (subscription === undefined) throw new SendFailure('the device was removed', true);
    const message = pushMessageOf(delivery, tenant);
    try {
      const sent = await push.send(subscription, message, delivery.urgent);
      await transaction(tenant.id, (tx) => noteUsed(tx, delivery.address, now));
      return sent;
    } catch (error) {
      if (error instanceof RecipientGone)
        await transaction(tenant.id, (tx) => deleteSubscription(tx, delivery.address, null));
      throw error;
    }
  };

const mailboxOutlet: Outlet = async (delivery, tenant, context) => {
  const { id, channel, address, subject, text, html } = delivery;
  const sender = channel === 'sms' ? smsSenderOf(tenant) : say(tenant.name, delivery.language);
  await context.transaction(tenant.id, (tx) =>
    storeInMailbox(tx, { id, channel, address, sender, subject, text, html }, context.now),
  );
  return { providerId: 'development mailbox' };
};

// Nothing may be marked as sent that went nowhere: without a server messages wait, and then show as dead.
const nowhere =
  (setting: string): Outlet =>
  async () => {
    throw new SendFailure(`nothing is set up to send by; set ${setting}`, false);
  };

/** The outlet of each channel: the configured one, else the development mailbox where there is one, else none. */
export function chooseOutlets(parts: {
  readonly mail: MailSender | undefined;
  readonly sms: SmsSender | undefined;
  readonly tenantSms?: TenantSms | undefined;
  readonly devMailbox: boolean;
  readonly push?: PushSender | undefined;
  readonly baseUrlOf: BaseUrlOf;
}): Outlets {
  const usualSms = parts.sms ? smsOutlet(parts.sms) : parts.devMailbox ? mailboxOutlet : nowhere('SMS_URL');
  return {
    email: parts.mail
      ? mailOutlet(parts.mail, parts.baseUrlOf)
      : parts.devMailbox
        ? mailboxOutlet
        : nowhere('SMTP_URL'),
    sms: parts.tenantSms ? tenantSmsOutlet(parts.tenantSms, usualSms, parts.devMailbox) : usualSms,
    push: parts.push ? pushOutlet(parts.push) : nowhere('DATA_DIR'),
  };
}
