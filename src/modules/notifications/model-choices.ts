import { z } from 'zod';
import { NOTICE_KINDS, type NoticeKind, type OutsideChannel } from './model.ts';

/** Whose choices: `p` and the hex digits of a party's id, or `a` and a keyed digest of an address. */
export type Subject = string;

export const subjectOfParty = (partyId: string): Subject => `p${partyId.replaceAll('-', '')}`;

export interface Choice {
  readonly subject: Subject;
  readonly channel: OutsideChannel;
  readonly kind: NoticeKind | '*';
  readonly wanted: boolean;
}

export const KindChoice = z.strictObject({
  kind: z.enum(NOTICE_KINDS),
  email: z.boolean(),
  sms: z.boolean(),
  push: z.boolean(),
});
export type KindChoice = z.infer<typeof KindChoice>;

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Wall clock times of the tenant's zone; an end before the beginning lies on the next day. */
export const QuietSpan = z.strictObject({ from: Time, to: Time });
export type QuietSpan = z.infer<typeof QuietSpan>;

const SAME_TIME = {
  ar: 'ساعات الهدوء تبدأ وتنتهي في الوقت نفسه. اختر وقتين مختلفين.',
  en: 'The quiet hours begin and end at the same time. Choose two times.',
};
export const QuietWish = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('tenant') }),
  z.strictObject({ mode: z.literal('none') }),
  z.strictObject({ mode: z.literal('own'), from: Time, to: Time }).refine(({ from, to }) => from !== to, {
    path: ['to'],
    params: { code: 'same-time', text: SAME_TIME },
  }),
]);
export type QuietWish = z.infer<typeof QuietWish>;

/** The tenant's setting `quietHours`: on most days, and where it says so in its seasons (Ramadan) and on holidays. */
export const TenantQuiet = QuietSpan.extend({ seasons: QuietSpan.optional(), holidays: QuietSpan.optional() });
export type TenantQuiet = z.infer<typeof TenantQuiet>;

export const Preferences = z.strictObject({ choices: z.array(KindChoice).max(NOTICE_KINDS.length), quiet: QuietWish });
export type Preferences = z.infer<typeof Preferences>;

/** A browser's subscription as its script hands it over (Push API, `PushSubscription.toJSON`). */
export const PushSubscriptionInput = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1_000),
  /** The browser's public key, an uncompressed P-256 point, and its secret; RFC 8291 section 3.1. */
  p256dh: z.string().regex(/^[\w-]{87}=?$/),
  auth: z.string().regex(/^[\w-]{22}(==)?$/),
  device: z.string().trim().max(120).default(''),
});
export type PushSubscriptionInput = z.infer<typeof PushSubscriptionInput>;

export interface StoredSubscription {
  readonly id: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}
