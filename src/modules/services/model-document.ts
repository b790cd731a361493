import { z } from 'zod';
import { CASE_NUMBER_CODE } from '#kernel/case-number.ts';
import { Words } from './model-words.ts';

const Key = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/);
const Feel = z.string().min(1).max(2_000);

/** What may be said of any line: when it stands, whether whoever verifies the document may see it, and its unit. */
const common = {
  when: Feel.optional(),
  /** Shown to whoever verifies the document, too. */
  public: z.boolean().default(false),
  unit: Words.optional(),
};

/**
 * One line: an answer of the form, under its own title and written as its type is written, or an expression. An
 * identifier that tells who a person is stands masked.
 */
export const DocumentLine = z.union([
  z.strictObject({ field: Key, title: Words.optional(), ...common }),
  z.strictObject({
    value: Feel,
    title: Words,
    as: z.enum(['text', 'number', 'date', 'money']).default('text'),
    ...common,
  }),
]);
export type DocumentLine = z.infer<typeof DocumentLine>;

/** What a service issues, as data: `e-services/<id>/documents.json`, by the key of the document in the case type. */
export const DocumentTemplate = z.strictObject({
  /** How it is called in lists and drawn on a card. */
  kind: z.enum(['licence', 'permit', 'certificate', 'decision']),
  /** The middle part of its number, `CML-2026-LCN-000034-51`; the first is the service's. */
  group: z.string().regex(CASE_NUMBER_CODE),
  title: Words,
  /** What the municipality says by it, in one or two sentences; `{name}` is filled from `values` or the field. */
  statement: Words,
  values: z.record(Key, Feel).default({}),
  holder: z.strictObject({
    title: Words,
    /** The field that holds the name. */
    name: Key,
    /** The holder is a person: whoever verifies the document sees the name masked. */
    person: z.boolean(),
    /** Fields with a number of the holder, of which the first that was answered is shown. */
    identifiers: z.array(Key).max(5).default([]),
  }),
  sections: z
    .array(z.strictObject({ title: Words, lines: z.array(DocumentLine).min(1).max(30) }))
    .min(1)
    .max(10),
  /** The field with the number of the document it takes the place of, for a renewal. */
  replaces: Key.optional(),
  valid: z.strictObject({ from: Feel, until: Feel.optional() }),
  /** Conditions every document of the kind carries. */
  conditions: z.array(Words).max(30).default([]),
  /** The field with conditions an officer wrote for this one. */
  conditionsField: Key.optional(),
  /** The rules it is issued under. */
  grounds: z.array(Words).min(1).max(10),
  /** What to do with it, such as to hang it where it can be seen. */
  note: Words.optional(),
  /** Fields an officer may correct by issuing it anew. */
  correctable: z.array(Key).max(20).default([]),
});
export type DocumentTemplate = z.infer<typeof DocumentTemplate>;
