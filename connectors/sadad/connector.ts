import { z } from 'zod';
import { identifierSchema } from '#kernel/identifier-schema.ts';
import { defineCall, defineConnector, defineNotification } from '#modules/exchange/api.ts';
import { askRefund, cancelBill, fetchStatement, sendRefund, uploadBill } from './client.ts';
import { Accepted, Notice, RefundState, readAccepted, readRefund, readStatementFile, Statement } from './map.ts';
import { isSigned } from './signing.ts';

const COLLECTING = {
  regulation: 'fees',
  ground: 'duty',
  text: {
    ar: 'تحصيل المقابل المالي للخدمات البلدية عبر نظام السداد الوطني',
    en: 'Collecting the fees of municipal services through the national bill payment system',
  },
} as const;

const BillerCode = z.string().regex(/^\d{3}$/);
const BillNumber = z.string().regex(/^\d{6,20}$/);
const Amount = z.int().positive();
const Currency = z.string().regex(/^[A-Z]{3}$/);
const Reference = z.string().regex(/^[A-Z0-9-]{6,60}$/);

const billNumber = { key: 'number', title: { ar: 'رقم الفاتورة', en: 'Bill number' }, personal: false };
const amount = { key: 'amount', title: { ar: 'المبلغ', en: 'Amount' }, personal: false };
const iban = { key: 'iban', title: { ar: 'رقم الآيبان', en: 'IBAN' }, personal: true };
const state = { key: 'status', title: { ar: 'الحالة', en: 'Status' }, personal: false };

/** The national system through which bills are paid: told of bills, it tells of payments. */
export const sadad = defineConnector({
  id: 'sadad',
  name: { ar: 'نظام السداد', en: 'Bill payment system' },
  agency: { code: 'SADAD', name: { ar: 'نظام سداد للمدفوعات', en: 'SADAD payment system' } },
  about: {
    ar: 'يُبلَّغ بالفواتير ليسددها أصحابها من بنوكهم، ويُشعر بما سُدّد، ويصرف المبالغ المستردة. لا يُرسل إليه اسم ولا هوية.',
    en: 'It is told of bills so that they can be paid at banks, tells what was paid, and sends refunds. No name or identity goes to it.',
  },
  settings: z.strictObject({}),
  secrets: {
    apiKey: { ar: 'مفتاح المفوتر', en: 'Key of the biller' },
    signingKey: { ar: 'مفتاح توقيع الإشعارات', en: 'Key that notices are signed with' },
  },
  calls: {
    upload: defineCall({
      summary: { ar: 'إبلاغ نظام السداد بفاتورة', en: 'Tell the system of a bill' },
      legalBasis: COLLECTING,
      sends: [billNumber, amount, { key: 'expiresAt', title: { ar: 'مهلة السداد', en: 'Expiry' }, personal: false }],
      receives: [state],
      input: z.strictObject({
        billerCode: BillerCode,
        number: BillNumber,
        amount: Amount,
        currency: Currency,
        expiresAt: z.iso.datetime({ offset: true }),
        title: z.record(z.string(), z.string().max(200)),
      }),
      output: Accepted,
      repeats: 'safe',
      about: ({ number }) => number,
      send: uploadBill,
      map: readAccepted,
    }),
    cancel: defineCall({
      summary: { ar: 'سحب فاتورة من نظام السداد', en: 'Take a bill back' },
      legalBasis: COLLECTING,
      sends: [billNumber],
      receives: [state],
      input: z.strictObject({ billerCode: BillerCode, number: BillNumber }),
      output: Accepted,
      repeats: 'safe',
      about: ({ number }) => number,
      send: cancelBill,
      map: readAccepted,
    }),
    refund: defineCall({
      summary: { ar: 'صرف مبلغ مسترد', en: 'Send a refund' },
      legalBasis: {
        ...COLLECTING,
        text: {
          ar: 'إعادة ما دُفع زيادة على المستحق إلى حساب صاحبه بناء على طلبه',
          en: 'Giving back what was paid beyond what was due, to the payer’s account and at their request',
        },
      },
      sends: [billNumber, amount, iban],
      receives: [state],
      input: z.strictObject({
        billerCode: BillerCode,
        reference: Reference,
        billNumber: BillNumber,
        amount: Amount,
        currency: Currency,
        iban: identifierSchema('IBAN'),
      }),
      output: Accepted,
      // The system pays each reference once, whatever was asked how often.
      repeats: 'safe',
      about: ({ reference }) => reference,
      send: sendRefund,
      map: readAccepted,
    }),
    refundState: defineCall({
      summary: { ar: 'الاستعلام عن مبلغ مسترد', en: 'Ask how a refund went' },
      legalBasis: COLLECTING,
      sends: [{ key: 'reference', title: { ar: 'رقم الاسترداد', en: 'Number of the refund' }, personal: false }],
      receives: [state],
      input: z.strictObject({ billerCode: BillerCode, reference: Reference }),
      output: RefundState,
      repeats: 'safe',
      about: ({ reference }) => reference,
      send: askRefund,
      map: readRefund,
    }),
    statement: defineCall({
      summary: { ar: 'كشف المدفوعات ليوم', en: 'The payments of a day' },
      legalBasis: COLLECTING,
      sends: [{ key: 'day', title: { ar: 'اليوم', en: 'Day' }, personal: false }],
      receives: [billNumber, amount],
      input: z.strictObject({ billerCode: BillerCode, day: z.iso.date() }),
      output: Statement,
      repeats: 'safe',
      about: ({ day }) => day,
      send: fetchStatement,
      map: readStatementFile,
      sample: { billerCode: '999', day: '2026-01-01' },
    }),
  },
  notifications: {
    payment: defineNotification<Notice>({
      summary: { ar: 'إشعار بسداد فاتورة أو تعذره', en: 'A bill was paid, or paying failed' },
      legalBasis: COLLECTING,
      receives: [billNumber, amount, state],
      message: Notice,
      authentic: ({ headers, body }, { signingKey }, now) =>
        signingKey !== undefined && isSigned(signingKey, headers, body, now),
      read: (body) => body,
      // A failure and a payment may bear one transaction number; each is news.
      idOf: ({ transactionNumber, billNumber: bill, status, amount: paid }) =>
        `${transactionNumber}/${status}/${bill}/${paid}`,
      about: ({ billNumber: bill, transactionNumber }) => `${bill} ${transactionNumber}`,
    }) as never,
  },
});
