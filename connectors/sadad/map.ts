import { z } from 'zod';
import { type AgencyAnswer, BrokenAnswer, type Mapped } from '#modules/exchange/api.ts';

/** How the biller says yes to what it was told. */
export const Accepted = z.object({ status: z.enum(['ACCEPTED', 'CANCELLED', 'RECEIVED']) });
export const RefundState = z.object({ state: z.enum(['received', 'paid', 'failed']), reason: z.string().nullable() });
export const Statement = z.object({ text: z.string() });

/** What a notification says; what else it holds stays with it. */
export const Notice = z.looseObject({
  transactionNumber: z.string().regex(/^[A-Z0-9-]{6,40}$/),
  billerCode: z.string().regex(/^\d{3}$/),
  billNumber: z.string().regex(/^\d{6,20}$/),
  amount: z.string().regex(/^\d{1,12}\.\d{2}$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  status: z.enum(['PAID', 'FAILED']),
  paidAt: z.iso.datetime({ offset: true }),
  channel: z.string().min(1).max(40),
});
export type Notice = z.infer<typeof Notice>;

const Refusal = z.object({ code: z.string().regex(/^[A-Z0-9_]{2,40}$/) });
const OwnRefund = z.object({
  reference: z.string(),
  status: z.enum(['RECEIVED', 'PAID', 'FAILED']),
  reason: z.string().max(200).nullish(),
});

function refusalOf({ status, body }: AgencyAnswer): { kind: 'refused'; code: string } | undefined {
  if (status < 400) return undefined;
  const told = Refusal.safeParse(body);
  return { kind: 'refused', code: told.success ? told.data.code : `status-${status}` };
}

export function readAccepted(answer: AgencyAnswer): Mapped<z.infer<typeof Accepted>> {
  const refused = refusalOf(answer);
  if (refused !== undefined) return refused;
  const told = Accepted.safeParse(answer.body);
  if (!told.success) throw new BrokenAnswer('no word of acceptance');
  return { kind: 'answered', value: told.data };
}

export function readRefund(
  answer: AgencyAnswer,
  asked: { readonly billerCode: string; readonly reference: string },
): Mapped<z.infer<typeof RefundState>> {
  const refused = refusalOf(answer);
  if (refused !== undefined) return refused;
  const told = OwnRefund.safeParse(answer.body);
  if (!told.success) throw new BrokenAnswer('no state of a refund');
  const { reference, status, reason } = told.data;
  if (reference !== asked.reference) throw new BrokenAnswer('another refund than was asked for');
  const state = status === 'PAID' ? 'paid' : status === 'FAILED' ? 'failed' : 'received';
  return { kind: 'answered', value: { state, reason: reason ?? null } };
}

export function readStatementFile(answer: AgencyAnswer): Mapped<z.infer<typeof Statement>> {
  const refused = refusalOf(answer);
  if (refused !== undefined) return refused;
  // What is cut short after its heading is found by the line that adds it up.
  if (typeof answer.body !== 'string' || !answer.body.startsWith('transactionNumber,'))
    throw new BrokenAnswer('no file of comma-separated values');
  return { kind: 'answered', value: { text: answer.body } };
}

/** Smallest units as decimal text, as banks write amounts. */
export const decimal = (amount: number): string => {
  const digits = String(amount).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
