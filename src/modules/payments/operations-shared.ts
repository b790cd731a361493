import { z } from 'zod';
import type { Actor } from '#kernel/actor.ts';
import { type Id, isId } from '#kernel/id.ts';
import { formatMoney } from '#kernel/money.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { Cached } from '#platform/cached.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Biller } from './api.ts';
import type { PaymentTerms } from './model.ts';
import { NOTICE_WORDS, type NoticeName } from './model-words.ts';
import { paymentProblems } from './problems.ts';
import type { BillRow } from './store.ts';

export interface PaymentParts {
  readonly identity: IdentityApi;
  readonly biller: Biller;
  /** What the tenant says of its payments now; undefined where it says nothing. */
  /** Path of the made-up bank of a demonstration; null where bills are paid with real money. */
  readonly sampleBank: string | null;
  readonly terms: Cached<PaymentTerms | undefined>;
  /** The code bill numbers of a tenant begin with, read in a transaction of its own; undefined where nothing is billed. */
  billerCode(tenant: Tenant): Promise<string | undefined>;
}

export const RecordId = z.string().refine(isId, { params: { code: 'not-uuid' } });
export const WordsView = z.record(z.string(), z.string());

/** Who works on bills, refunds and reconciliation; who only reads them; and who releases money. */
export const FINANCE = tenantRole('finance-officer', 'finance-head');
export const READS_FINANCE = tenantRole('finance-officer', 'finance-head', 'auditor');
export const RELEASES_MONEY = tenantRole('finance-head');

/** Whoever an actor pays for: the party acted for, or oneself. */
export const payerOf = ({ onBehalfOf, partyId }: Actor): Id | null => onBehalfOf ?? partyId;

/** @throws Problem payments.no-terms */
export async function getTerms(
  { terms }: PaymentParts,
  tx: Tx,
  { tenant }: Pick<OperationContext, 'tenant'>,
): Promise<PaymentTerms> {
  const found = await terms.of(tx, tenant);
  if (found === undefined) throw paymentProblems['no-terms']();
  return found;
}

export const bothMoney = (amount: number, currency: string) => ({
  ar: formatMoney({ amount, currency }, 'ar'),
  en: formatMoney({ amount, currency }, 'en'),
});

/** Tells whoever pays a bill that something happened to it, after commit. */
export function tellPayer(
  context: OperationContext,
  bill: BillRow,
  notice: NoticeName,
  values: Readonly<Record<string, unknown>> = {},
): void {
  context.emit({
    type: 'payments.notice-requested',
    key: bill.id,
    payload: {
      notice,
      number: bill.subjectNumber,
      to: [{ role: 'applicant', partyId: bill.payerId }],
      values: { bill: bill.number, link: { path: `/account/bills/${bill.id}` }, ...values },
      words: NOTICE_WORDS[notice],
    },
  });
}
