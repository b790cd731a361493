import type { Answer, Asked, ConnectorCall } from '#modules/exchange/api.ts';
import type { Biller, Told } from '#modules/payments/api.ts';
import type { Tenant } from '#platform/tenants.ts';
import { sadad } from './connector.ts';

const PURPOSE = {
  ar: 'تحصيل المقابل المالي ورد ما زاد عليه',
  en: 'Collecting fees and giving back what was overpaid',
};

type Ask = <I, O>(tenant: Tenant, call: ConnectorCall<I, O>, input: I, asked: Asked) => Promise<Answer<O>>;

/** The system bills are paid through, asked as every agency is: logged, with time limits and a breaker. */
export function sadadBiller(ask: Ask): Biller {
  const asked = (subject: Asked['subject'] = null): Asked => ({
    by: { kind: 'system', partyId: null },
    forParty: null,
    purpose: PURPOSE,
    subject,
  });
  async function told<I, O, T>(
    tenant: Tenant,
    call: ConnectorCall<I, O>,
    input: I,
    of: (value: O) => T,
  ): Promise<Told<T>> {
    const answer = await ask(tenant, call, input, asked());
    if (answer.kind === 'answered') return { kind: 'answered', value: of(answer.value) };
    if (answer.kind === 'refused') return { kind: 'refused', reason: answer.code };
    return { kind: 'away', reason: answer.reason };
  }
  const nothing = () => null;
  const { calls } = sadad;
  return {
    upload: (tenant, bill) => told(tenant, calls.upload, { ...bill, title: { ...bill.title } }, nothing),
    cancel: (tenant, { billerCode, number }) => told(tenant, calls.cancel, { billerCode, number }, nothing),
    refund: (tenant, refund) => told(tenant, calls.refund, refund, nothing),
    askRefund: (tenant, { billerCode, reference }) =>
      told(tenant, calls.refundState, { billerCode, reference }, (value) => value),
    statement: (tenant, billerCode, day) => told(tenant, calls.statement, { billerCode, day }, ({ text }) => text),
  };
}
