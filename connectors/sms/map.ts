import { z } from 'zod';
import { type AgencyAnswer, BrokenAnswer, type Mapped } from '#modules/exchange/api.ts';

export const TextMessage = z.strictObject({
  /** E.164 */
  to: z.string().regex(/^\+\d{8,15}$/),
  /** The sender's name as registered with the provider. */
  sender: z.string().min(1).max(11),
  text: z.string().min(1).max(2_000),
  reference: z.string().min(1).max(100),
});
export type TextMessage = z.infer<typeof TextMessage>;

const ProviderNumber = z.string().regex(/^[\w.:-]{1,100}$/);
export const Accepted = z.object({ messageId: ProviderNumber });

export const DeliveryReport = z.object({
  messageId: ProviderNumber,
  status: z.enum(['delivered', 'failed', 'expired']),
  at: z.iso.datetime({ offset: true }),
});

/** What the provider said to a message; `refused` when it will not take this one. @throws BrokenAnswer */
export function readAccepted({ status, body }: AgencyAnswer): Mapped<z.infer<typeof Accepted>> {
  if (status >= 400) {
    const { error } = (body ?? {}) as { error?: unknown };
    return { kind: 'refused', code: typeof error === 'string' && /^[a-z-]{1,60}$/.test(error) ? error : 'not-taken' };
  }
  const read = Accepted.safeParse(body);
  if (!read.success) throw new BrokenAnswer('the provider gave no number for the message');
  return { kind: 'answered', value: read.data };
}

/** A report as the provider writes it. */
export const readReport = (body: unknown): unknown => body;
