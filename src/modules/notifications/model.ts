import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import { problems } from '#kernel/problem.ts';

export const CHANNELS = ['inbox', 'email', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Channels that leave the house: they need an address and a delivery, and a person may switch them off. */
export const OUTSIDE_CHANNELS = ['email', 'sms', 'push'] as const;
export type OutsideChannel = (typeof OUTSIDE_CHANNELS)[number];

/** What a notice is about, as a person chooses which they want. */
export const NOTICE_KINDS = ['receipt', 'progress', 'question', 'outcome', 'survey', 'work'] as const;
export const NoticeKind = z.enum(NOTICE_KINDS);
export type NoticeKind = z.infer<typeof NoticeKind>;

export const MAX_SMS_SEGMENTS = 6;
export const MAX_VALUE_LENGTH = 500;

/** Places every template may use without declaring them. */
export const BUILT_IN_PLACES = ['number', 'tenant'] as const;

export const LanguageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

export const inLanguages = <T extends z.ZodType>(text: T) =>
  z.record(LanguageTag, text).refine((texts) => Object.keys(texts).length > 0, { params: { code: 'no-language' } });

export const NoticeKey = z
  .string()
  .max(80)
  .regex(/^[a-z][a-zA-Z0-9_-]*(\.[a-z][a-zA-Z0-9_-]*)*$/);

const Titled = z.strictObject({ title: plainText({ max: 120 }), text: plainText({ max: 2_000, multiline: true }) });
const Letter = z.strictObject({ subject: plainText({ max: 150 }), text: plainText({ max: 8_000, multiline: true }) });

const textsOf = (template: { sms?: unknown; email?: unknown; inbox?: unknown }): string[] =>
  [template.sms, template.email, template.inbox]
    .flatMap((texts) => Object.values(texts ?? {}))
    .flatMap((text) => (typeof text === 'string' ? [text] : Object.values(text as Record<string, string>)));

/**
 * The words of one notice: for each channel it goes out by, the text in each language, with `{places}` for values.
 * A place must be declared in `placeholders` (or be `number` or `tenant`), so that a misspelt one is found when the
 * file is read and never by a resident.
 */
export const NoticeTemplate = z
  .strictObject({
    /** What the notice is for, shown to the administrator who edits it. */
    purpose: inLanguages(plainText({ max: 200 })),
    kind: NoticeKind.default('progress'),
    /** Sent in quiet hours too. */
    urgent: z.boolean().default(false),
    placeholders: z
      .array(z.string().regex(/^[a-z]\w{0,39}$/))
      .max(30)
      .default([]),
    /** Sent even to somebody who switched the channel off: a decision that must reach its addressee. */
    mandatory: z.boolean().default(false),
    sms: inLanguages(plainText({ max: 900, multiline: true })).optional(),
    email: inLanguages(Letter).optional(),
    inbox: inLanguages(Titled).optional(),
  })
  .superRefine((template, context) => {
    if (CHANNELS.every((channel) => template[channel] === undefined)) {
      context.addIssue({ code: 'custom', message: 'no channel has a text', params: { code: 'no-channel' } });
    }
    const declared = new Set<string>([...template.placeholders, ...BUILT_IN_PLACES]);
    for (const text of textsOf(template)) {
      for (const [, place] of text.matchAll(/\{(\w+)\}/g)) {
        if (!declared.has(place!)) {
          context.addIssue({
            code: 'custom',
            path: ['placeholders'],
            message: `{${place}} is used but not declared`,
            params: { code: 'undeclared-place', place },
          });
        }
      }
      if (/[{}]/.test(text.replace(/\{\w+\}/g, ''))) {
        context.addIssue({ code: 'custom', message: 'a brace stands alone', params: { code: 'stray-brace' } });
      }
    }
  });
export type NoticeTemplate = z.infer<typeof NoticeTemplate>;

/** `tenants/<key>/notices.json`: every notice a tenant sends, by its key. */
export const NoticeTemplates = z.record(NoticeKey, NoticeTemplate);
export type NoticeTemplates = z.infer<typeof NoticeTemplates>;

const PlainValue = z.string().max(5_000);

const OwnPath = z.string().regex(/^\/(?!\/)[\w\-./~%?=&#]{0,500}$/);

const Line = z.strictObject({ text: z.union([PlainValue, z.record(LanguageTag, PlainValue)]), path: OwnPath });

/**
 * What fills a place: plain words, a number, words in several languages, a moment (written out in the calendars of the
 * tenant), a page of ours (written out as a full address in the reader's language) or a list of such, each with words.
 */
export const NoticeValue = z.union([
  PlainValue,
  z.number(),
  z.strictObject({ lines: z.array(Line).min(1).max(50) }),
  z.strictObject({ instant: z.iso.datetime({ offset: true }) }),
  z.strictObject({ path: OwnPath }),
  z.record(LanguageTag, PlainValue),
]);
export type NoticeValue = z.infer<typeof NoticeValue>;

/** How a person can be reached; `language` is the one they chose. */
export const Contact = z.object({
  email: z.string().nullish(),
  mobile: z.string().nullish(),
  language: z.string().nullish(),
  /** Ids of the browsers that show them notices. */
  devices: z.array(z.uuid()).nullish(),
});
export type Contact = z.infer<typeof Contact>;

/** Recipients of one request; more are told by several. */
export const MOST_RECIPIENTS = 200;

/** The payload of `….notice-requested`: which notice is due, to whom, and with which values. */
export const NoticeRequested = z.object({
  notice: NoticeKey,
  caseId: z.uuid().nullish(),
  number: z.string().max(60).nullish(),
  to: z
    .array(
      z.object({
        role: z.string().max(40),
        partyId: z.uuid().nullish(),
        contact: Contact.nullish(),
        /** Of this recipient alone, such as the page on which they end it. */
        values: z.record(z.string(), NoticeValue).optional(),
        /** As `unsubscribe` of the whole, for this recipient alone. */
        unsubscribe: OwnPath.nullish(),
      }),
    )
    .max(MOST_RECIPIENTS),
  values: z.record(z.string(), NoticeValue).default({}),
  /** By role: where its recipients are led by `{link}` and every other page of ours. */
  links: z.record(z.string().max(40), OwnPath).default({}),
  /** What the choice of the words depends on besides the notice. */
  traits: z
    .object({ category: z.string().max(64), group: z.string().max(64), status: z.string().max(64) })
    .partial()
    .default({}),
  /** Words of the case type, used for every channel while the tenant has no template of this key. */
  words: z
    .object({ title: z.record(LanguageTag, z.string().max(4_000)), body: z.record(LanguageTag, z.string().max(4_000)) })
    .nullish(),
  /** Passes over what the recipient switched off, whatever the template says. */
  mandatory: z.boolean().nullish(),
  /** Where one request, without a page, ends messages of this kind (RFC 8058): below the tenant's own address. */
  unsubscribe: OwnPath.nullish(),
});
export type NoticeRequested = z.input<typeof NoticeRequested>;

/** What a message keeps of the request it came from: enough to write it again. */
export type NoticeRequest = Pick<z.output<typeof NoticeRequested>, 'values' | 'words' | 'mandatory'> & {
  readonly traits?: z.output<typeof NoticeRequested>['traits'] | undefined;
  readonly unsubscribe?: z.output<typeof NoticeRequested>['unsubscribe'];
};

/** Which outside channels somebody wants a notice by; the inbox cannot be switched off. */
export type Wanted = Readonly<Record<OutsideChannel, boolean>>;

/** `failed` waits for its next try; `dead` waits for a person. */
export const DELIVERY_STATUSES = ['queued', 'sending', 'sent', 'failed', 'dead'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** A delivery as the job takes it up. */
export interface ClaimedDelivery {
  readonly id: Id;
  readonly channel: OutsideChannel;
  readonly address: string;
  readonly language: string;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  /** As in `NoticeRequested`. */
  readonly unsubscribe: string | null;
  readonly subjectKey: string | null;
  readonly urgent: boolean;
  readonly path: string | null;
  readonly number: string | null;
  /** This try included. Also the fence: a worker that lost its lease cannot mark a later worker's try. */
  readonly attempts: number;
}

export const notificationProblems = problems('notifications', {
  'unknown-template': {
    status: 404,
    ar: 'لا يوجد قالب إشعار بالرمز {key}.',
    en: 'There is no notice template with the key {key}.',
  },
  'unknown-delivery': { status: 404, ar: 'لا يوجد سجل إرسال بهذا المعرّف.', en: 'There is no delivery with this id.' },
  'not-retriable': {
    status: 409,
    ar: 'لا يعاد إلا إرسالٌ توقف بعد فشله. تحقق من حالة الإرسال الحالية.',
    en: 'Only a delivery that has stopped after failing can be sent again. Check its present state.',
  },
  'missing-value': {
    status: 422,
    ar: 'لم تُعطَ قيمة للمواضع: {places}.',
    en: 'No value was given for: {places}.',
  },
  'bad-address': {
    status: 422,
    ar: 'عنوان المستلم لهذه القناة غير صحيح، ولم يُسجَّل له عنوان آخر.',
    en: 'The recipient’s address for this channel is not valid and no other is known.',
  },
  'template-changed': {
    status: 409,
    ar: 'نُشرت نسخة أحدث من هذا القالب بعد أن بدأت مسودتك. راجعها ثم احفظ مسودتك من جديد.',
    en: 'A newer version of this template was published after your draft was begun. Look at it, then save your draft anew.',
  },
  'no-draft': {
    status: 404,
    ar: 'لا مسودة لهذا القالب.',
    en: 'There is no draft of this template.',
  },
  'unknown-version': {
    status: 404,
    ar: 'لا توجد نسخة بهذا الرقم من القالب.',
    en: 'The template has no version of this number.',
  },
  'template-faulty': {
    status: 422,
    ar: 'في القالب ما يجب إصلاحه أولًا.',
    en: 'Something in the template must be mended first.',
  },
  'default-stays': {
    status: 409,
    ar: 'لا يُسحب القالب العام، فهو لكل ما ليس له قالب أخص. عدّله أو استعد نسخة سابقة.',
    en: 'The template for all cannot be withdrawn: it serves whatever has none of its own. Change it or restore an earlier version.',
  },
  'unknown-sample': {
    status: 404,
    field: 'number',
    ar: 'لا يوجد بلاغ بهذا الرقم ضمن صلاحيتك.',
    en: 'There is no report of this number that you may read.',
  },
  'bad-token': {
    status: 404,
    ar: 'هذا الرابط غير صحيح أو غير كامل. انسخه كما وصلك في الرسالة.',
    en: 'This link is not right or not whole. Copy it as it is in the message.',
  },
  'unknown-push-service': {
    status: 422,
    field: 'endpoint',
    ar: 'هذا المتصفح يستعمل خدمة تنبيه لا نتعامل معها.',
    en: 'This browser uses a push service that is not known here.',
  },
  'too-many-devices': {
    status: 409,
    ar: 'سجلت أجهزة كثيرة. احذف جهازًا لا تستعمله ثم أعد المحاولة.',
    en: 'You have many devices. Remove one you no longer use and try again.',
  },
  'unknown-device': { status: 404, ar: 'لا يوجد جهاز بهذا المعرّف.', en: 'There is no device with this id.' },
  'no-text': {
    status: 422,
    ar: 'ليس في القالب نص لهذه القناة.',
    en: 'The template has no text for this channel.',
  },
  'too-long': {
    status: 422,
    ar: 'الرسالة النصية أطول من المسموح: {limit} أجزاء على الأكثر.',
    en: 'The text message is longer than allowed: at most {limit} parts.',
  },
});
