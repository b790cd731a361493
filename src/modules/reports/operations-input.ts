import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { isId } from '#kernel/id.ts';
import { CasePage, ClockView, OfferedAction, TimelineItem } from '#modules/cases/api.ts';
import { Words } from './model-catalogue.ts';

export const ReportId = z.string().refine(isId, { params: { code: 'not-uuid' } });

export const PointInput = z.strictObject({
  longitude: z.coerce.number().min(-180).max(180),
  latitude: z.coerce.number().min(-90).max(90),
});

/** A photo uploaded before; the secret of its upload shows that it is the caller's. */
export const PhotoReference = z.strictObject({ id: ReportId, secret: z.string().min(8).max(200).optional() });

/** Pictures another system may name at once. */
export const MOST_MEDIA = 5;

/** What a reporter says. Everything but the category may be left out where the category does not need it. */
export const SubmitReport = z.strictObject({
  category: z.string().min(1).max(64),
  location: PointInput.nullable().default(null),
  address: plainText({ min: 0, max: 300 }).optional(),
  landmark: plainText({ min: 0, max: 200 }).optional(),
  description: plainText({ min: 0, max: 4_000, multiline: true }).optional(),
  photos: z.array(PhotoReference).max(5).default([]),
  contact: z
    .strictObject({
      name: plainText({ min: 0, max: 120 }).optional(),
      mobile: z.string().max(40).optional(),
      email: z.string().max(254).optional(),
      language: z
        .string()
        .regex(/^[a-z]{2,3}$/)
        .optional(),
    })
    .default({}),
  /** How it came in: the portal unless an employee says otherwise. */
  channel: z.string().max(40).optional(),
  /** What a service account sends besides: its own number, answers to the questions of the service, a picture. */
  source: z
    .strictObject({
      externalId: plainText({ max: 100 }).optional(),
      attributes: z
        .record(z.string().min(1).max(64), z.union([z.string().max(2_000), z.array(z.string().max(2_000)).max(50)]))
        .default({}),
      /** Addresses of pictures; they are fetched after the report was taken. */
      mediaUrls: z
        .array(z.url({ protocol: /^https?$/ }).max(1_000))
        .max(MOST_MEDIA)
        .default([]),
    })
    .optional(),
});
export type SubmitReport = z.infer<typeof SubmitReport>;

const At = z.string();

/** What the reporter is told at once, and can print. */
export const ReportReceipt = z.object({
  id: z.string(),
  number: z.string(),
  /** By this the report is followed without an account; shown once, and in the messages about this report. */
  trackingCode: z.string(),
  category: Words,
  department: Words,
  state: z.string(),
  stateTitle: Words,
  openedAt: At,
  acknowledgeBy: At.nullable(),
  dueAt: At.nullable(),
  district: Words.nullable(),
  municipality: Words.nullable(),
  emergencyNotice: Words.nullable(),
});
export type ReportReceipt = z.infer<typeof ReportReceipt>;

/** A photo with the addresses of its two sizes. */
export const PhotoView = z.object({
  id: z.string(),
  width: z.int(),
  height: z.int(),
  display: z.string(),
  thumbnail: z.string(),
});
export type PhotoView = z.infer<typeof PhotoView>;

/** A photo as employees and its uploader see it: one that is being checked or was blocked has no picture to show. */
export const PhotoState = PhotoView.extend({
  state: z.enum(['ready', 'checking', 'blocked']),
  /** How many parts of it are blurred. */
  blurred: z.int(),
});
export type PhotoState = z.infer<typeof PhotoState>;

/** A report as its reporter follows it. */
export const TrackedReport = ReportReceipt.omit({ trackingCode: true, emergencyNotice: true }).extend({
  version: z.int(),
  categoryCode: z.string(),
  description: z.string().nullable(),
  address: z.string().nullable(),
  landmark: z.string().nullable(),
  place: z.object({ longitude: z.number(), latitude: z.number() }).nullable(),
  photos: z.array(PhotoState),
  photosAfter: z.array(PhotoState),
  resolution: z.string().nullable(),
  outsideOwner: Words.nullable(),
  closedAt: At.nullable(),
  /** True only after the reporter confirmed. */
  fixed: z.boolean(),
  result: z.object({ code: z.string(), text: Words, reason: z.string().nullable() }).nullable(),
  /** What the office asked to be corrected or told. */
  question: z.string().nullable(),
  joinedTo: z.string().nullable(),
  /** What other departments do of the work. */
  parts: z.array(
    z.object({ what: Words, department: Words, stateTitle: Words, category: z.string(), dueAt: At.nullable() }),
  ),
  clocks: z.array(ClockView),
  actions: z.array(OfferedAction),
  /** What the reporter thinks of how it was handled; null while there is nothing to rate. */
  rating: z
    .object({
      offered: z.boolean(),
      until: At,
      score: z.int().nullable(),
      word: z.string().nullable(),
    })
    .nullable(),
  /** In whose account it is: that of whoever asks, another's, or nobody's. */
  account: z.enum(['own', 'other', 'none']),
  timeline: z.array(TimelineItem),
  /** Under which version of the privacy notice a contact was given with it; null where there is none to take back. */
  consent: z.object({ version: z.int(), givenAt: At }).nullable(),
});
export type TrackedReport = z.infer<typeof TrackedReport>;

/** A report as anybody may see it. */
export const PublicReportView = z.object({
  number: z.string(),
  category: z.object({ code: z.string(), group: z.string(), name: Words }),
  state: z.string(),
  stateTitle: Words,
  fixed: z.boolean(),
  description: z.string().nullable(),
  textWithheld: z.boolean(),
  place: z.object({ longitude: z.number(), latitude: z.number(), address: z.string().nullable() }),
  district: Words.nullable(),
  openedAt: At,
  dueAt: At.nullable(),
  closedAt: At.nullable(),
  /** `afterWork`: taken when the work was done. */
  photos: z.array(PhotoView.extend({ afterWork: z.boolean() })),
  supporters: z.int(),
});
export type PublicReportView = z.infer<typeof PublicReportView>;

const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).min(1).max(30),
  );

/** `west,south,east,north` in degrees. */
export const BoxInput = z
  .string()
  .max(100)
  .transform((text) => text.split(',').map(Number))
  .refine(
    ([west, south, east, north, ...rest]) =>
      rest.length === 0 &&
      [west, south, east, north].every((n) => Number.isFinite(n)) &&
      west! < east! &&
      south! < north! &&
      Math.abs(west!) <= 180 &&
      Math.abs(east!) <= 180 &&
      Math.abs(south!) <= 90 &&
      Math.abs(north!) <= 90,
    { params: { code: 'not-a-box', text: { ar: 'حدود الخريطة غير صحيحة.', en: 'The map bounds are not valid.' } } },
  )
  .transform((box) => box as [number, number, number, number]);

/** What narrows the public map. */
export const MapFilter = z.strictObject({
  group: z.string().max(64).optional(),
  category: list(z.string().max(64)).optional(),
  /** `open`: being worked on; `fixed`: confirmed by the reporter; `closed`: closed without that. */
  status: z.enum(['open', 'fixed', 'closed']).optional(),
  district: ReportId.optional(),
  municipality: ReportId.optional(),
  /** Made on this day or later, in the tenant's zone; a day over 45 days ago is moved to the first of its month. */
  since: z.iso.date().optional(),
});
export type MapFilter = z.infer<typeof MapFilter>;

export const PublicListInput = z.strictObject({
  group: z.string().max(64).optional(),
  category: list(z.string().max(64)).optional(),
  /** `open`: being worked on; `fixed`: confirmed by the reporter; `closed`: closed without that. */
  status: z.enum(['open', 'fixed', 'closed']).optional(),
  district: ReportId.optional(),
  municipality: ReportId.optional(),
  since: z.iso.date().optional(),
  q: z.string().trim().max(200).optional(),
  box: BoxInput.optional(),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type PublicListInput = z.infer<typeof PublicListInput>;

export const PublicPage = CasePage.omit({ items: true }).extend({ items: z.array(PublicReportView) });
