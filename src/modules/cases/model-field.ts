import { z } from 'zod';
import { DecisionTable } from '#kernel/decision-table.ts';
import { IDENTIFIER_CODES } from '#kernel/identifiers.ts';

/** Names that expressions use: no hyphen, because FEEL reads it as minus. */
export const Key = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9_]{0,63}$/)
  .refine((key) => !(key in Object.prototype), { message: 'reserved' })
  .meta({ id: 'Key', description: 'A name, such as location or on_site' });
export type Key = z.infer<typeof Key>;

/** A text of the tenant's content, by language. Which languages it needs is the linter's business. */
export const Words = z
  .record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/), z.string().max(4000))
  .meta({ id: 'Words', description: 'A text, by language: { "ar": "…", "en": "…" }' });
export type Words = z.infer<typeof Words>;

/** An expression in FEEL over `data`, `case`, `actor`, `now()`, `today()`, `distance(a, b)` and, within an action, `input`. */
export const Feel = z.string().min(1).max(2000).meta({ id: 'Feel', description: 'A FEEL expression' });
export type Feel = z.infer<typeof Feel>;

/** Who may see: the person concerned, the office, an agency that was asked, everybody. */
export const AUDIENCES = ['applicant', 'office', 'agency', 'public'] as const;
export const Audience = z.enum(AUDIENCES).meta({ id: 'Audience' });
export type Audience = z.infer<typeof Audience>;

/** Classes of data, from open to closed. `personal` needs a purpose to be read, `restricted` a reason as well. */
export const DATA_CLASSES = ['public', 'internal', 'personal', 'restricted'] as const;
export const DataClass = z.enum(DATA_CLASSES).meta({ id: 'DataClass' });
export type DataClass = z.infer<typeof DataClass>;

export const FIELD_TYPES = [
  'text',
  'longText',
  'number',
  'integer',
  'money',
  'date',
  'choice',
  'multiChoice',
  'yesNo',
  'point',
  'line',
  'polygon',
  'parcel',
  'files',
  'party',
  'identifier',
  'activity',
  'declaration',
  'table',
  'object',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** A rule that must be true, and what to tell the person when it is not. */
export const Check = z
  .strictObject({
    must: Feel,
    text: Words,
    /** The field beside which the text is shown; the action as a whole when absent. */
    field: Key.optional(),
  })
  .meta({ id: 'Check' });
export type Check = z.infer<typeof Check>;

export const Option = z.strictObject({ value: z.string().min(1).max(100), title: Words }).meta({ id: 'Option' });
export type Option = z.infer<typeof Option>;

const rules = {
  visible: Feel.optional(),
  required: z.union([z.boolean(), Feel]).optional(),
  /** The value is computed, never entered: by an expression, or by a table with one output and one rule that holds. */
  calculate: z.union([Feel, DecisionTable]).optional(),
  /** Each is true or the text is shown; the field's own value is `value`. */
  validate: z.array(Check.omit({ field: true })).optional(),
};

const common = {
  key: Key,
  title: Words,
  help: Words.optional(),
  /** Choices of `choice`, `multiChoice` and `activity`. */
  options: z.array(Option).min(1).max(500).optional(),
  /** Least and most: characters of a text, value of a number, items of a list, ISO date of a date, metres of a line, square metres of a polygon. */
  min: z.union([z.number(), z.iso.date()]).optional(),
  max: z.union([z.number(), z.iso.date()]).optional(),
  /** Of a text: a regular expression that the whole of it matches. */
  pattern: z.string().max(500).optional(),
  /** Of an `identifier`: which one, such as NATIONAL_ID. */
  identifier: z.enum(IDENTIFIER_CODES).optional(),
  /** Of `money`: ISO 4217. */
  currency: z.string().length(3).optional(),
  /** Of `files`: media types that are accepted; every type the tenant accepts when absent. */
  accept: z.array(z.string().max(100)).optional(),
  dataClass: DataClass.optional(),
  /** Who sees the value; the person concerned and the office when absent. */
  audience: z.array(Audience).optional(),
};

/** A column of a table: a plain field, without rules of its own. */
export const Column = z
  .strictObject({
    ...common,
    required: z.boolean().optional(),
    type: z.enum(FIELD_TYPES).exclude(['table', 'object', 'files', 'declaration', 'parcel']),
  })
  .meta({ id: 'Column' });
export type Column = z.infer<typeof Column>;

/**
 * One field. Values on the wire: text and longText string, number and integer number, money `{ amount, currency }` with
 * the amount in the smallest unit, date ISO, choice the option's value, multiChoice a list of them, point
 * `{ longitude, latitude }`, line `{ points, metres }` and polygon `{ points, metres, squareMetres }` with the points as
 * longitude and latitude and what is measured computed here, parcel `{ plan, number }` with what the register says of it
 * (`Parcel` of the kernel), files a list of document ids, party a party id, identifier
 * string, activity a code of the tenant's list of activities, declaration true, table a list of rows, object any JSON
 * object: a snapshot, such as the category a report was made under.
 */
export const Field = z
  .strictObject({ ...common, ...rules, type: z.enum(FIELD_TYPES), columns: z.array(Column).min(1).max(30).optional() })
  .meta({ id: 'Field' });
export type Field = z.infer<typeof Field>;
