import { z } from 'zod';
import { identifierSchema } from '#kernel/identifier-schema.ts';

export const Words = z.record(z.string().regex(/^[a-z]{2}(-\w+)?$/), z.string().min(1).max(120));

/** `tenants/<key>/payments.json`: who is paid, through whom, and what holds after a bill's time. */
export const PaymentTerms = z.strictObject({
  note: Words.optional(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** As it stands on receipts. A name is kept so short that its bytes fit the tax authority's code. */
  seller: z.strictObject({
    name: Words,
    /** The language of the name in the code. */
    language: z.string().min(2).max(5),
    vatNumber: identifierSchema('VAT'),
    address: Words.optional(),
  }),
  biller: z.strictObject({
    /** What bill numbers begin with. */
    code: z.string().regex(/^[1-9]\d{2}$/),
    name: Words,
  }),
  /** Calendar days after expiry in which a payment of the whole still counts. */
  reviveDays: z.int().min(0).max(60),
  source: z.strictObject({ asOf: z.iso.date(), text: z.record(z.string(), z.string()), sample: z.boolean() }),
});
export type PaymentTerms = z.infer<typeof PaymentTerms>;
