import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import type { Bilingual } from '#kernel/text.ts';
import {
  CHANNELS,
  inLanguages,
  LanguageTag,
  NoticeKey,
  NoticeKind,
  NoticeTemplate,
  type NoticeValue,
} from './model.ts';

/** What words are for: every report, or those of a category, of a group or in a status. */
export const TemplateScope = z
  .string()
  .max(80)
  .regex(/^$|^(category|group|status):[\w.-]{1,64}$/)
  .default('');

/** Where a template is found. */
export const TemplateAddress = { key: NoticeKey, scope: TemplateScope };

const Line = (max: number) => plainText({ min: 0, max });
const Lines = (max: number) => plainText({ min: 0, max, multiline: true });

/** Words while they are written: what may still be missing is allowed, and named by the lint. */
export const DraftTemplate = z.strictObject({
  purpose: inLanguages(plainText({ max: 200 })),
  kind: NoticeKind.default('progress'),
  urgent: z.boolean().default(false),
  mandatory: z.boolean().default(false),
  sms: z.record(LanguageTag, Lines(900)).default({}),
  email: z.record(LanguageTag, z.strictObject({ subject: Line(150), text: Lines(8_000) })).default({}),
  inbox: z.record(LanguageTag, z.strictObject({ title: Line(120), text: Lines(2_000) })).default({}),
});
export type DraftTemplate = z.infer<typeof DraftTemplate>;

export const FINDING_LEVELS = ['error', 'warning'] as const;

/** Something of a template that keeps it from being published, or that somebody should look at first. */
export const TemplateFinding = z.object({
  level: z.enum(FINDING_LEVELS),
  code: z.string(),
  channel: z.enum(CHANNELS).nullable(),
  language: z.string().nullable(),
  text: z.object({ ar: z.string(), en: z.string() }),
});
export type TemplateFinding = z.infer<typeof TemplateFinding>;

/** A place a template may use: what it stands for, and a value to try it with. */
export interface NoticePlace {
  readonly title: Bilingual;
  readonly sample: NoticeValue;
}

export interface StoredTemplate {
  readonly key: string;
  readonly scope: string;
  readonly version: number;
  readonly body: NoticeTemplate;
  readonly withdrawn: boolean;
  readonly origin: 'file' | 'office';
  readonly publishedAt: string;
}

export const TemplateVersion = z.object({
  version: z.int(),
  at: z.string(),
  origin: z.enum(['file', 'office']),
  author: z.record(z.string(), z.string()).nullable(),
  note: z.string().nullable(),
  withdrawn: z.boolean(),
  body: NoticeTemplate,
});
export type TemplateVersion = z.infer<typeof TemplateVersion>;

export interface StoredDraft {
  readonly key: string;
  readonly scope: string;
  readonly body: DraftTemplate;
  readonly baseVersion: number;
  readonly author: Id | null;
  readonly changedAt: string;
}
