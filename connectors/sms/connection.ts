import type { Asked, Connectors } from '#modules/exchange/api.ts';
import { SendFailure } from '#platform/send-failure.ts';
import type { Sms } from '#platform/sms.ts';
import type { Tenant } from '#platform/tenants.ts';
import { sms } from './connector.ts';

const ASKED: Asked = {
  by: { kind: 'system', partyId: null },
  forParty: null,
  purpose: { ar: 'إرسال إشعار برسالة نصية', en: 'Sending a notice as a text message' },
};

/**
 * Sends notices through a tenant's provider of text messages; undefined where the tenant has none.
 * The returned function throws SendFailure, for good where the provider will never take the message.
 */
export const smsConnection =
  (connectors: () => Pick<Connectors, 'ask' | 'uses'>) =>
  async (tenant: Tenant, { to, sender, text, id }: Sms): Promise<{ providerId: string } | undefined> => {
    if (!(await connectors().uses(tenant, sms.id))) return undefined;
    const answer = await connectors().ask(tenant, sms.calls.send, { to, sender, text, reference: id }, ASKED);
    if (answer.kind === 'answered') return { providerId: answer.value.messageId };
    if (answer.kind === 'refused') throw new SendFailure(`the provider refused the message (${answer.code})`, true);
    throw new SendFailure(`the provider could not be asked (${answer.reason})`, false);
  };
