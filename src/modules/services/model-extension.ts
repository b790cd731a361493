import { z } from 'zod';
import { Words } from './model-words.ts';

const Key = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/);
const Feel = z.string().min(1).max(2_000);

/**
 * How the term of what a service issued is extended: its holder asks before the end, an officer decides, and a next
 * version of the document says the new end. Expressions read the choice as `data.extendBy`, a text.
 */
export const Extension = z.strictObject({
  /** What is extended. */
  document: Key,
  /** By how much it can be: a number of the service's own unit, and how it is called. */
  choices: z
    .array(z.strictObject({ value: z.string().regex(/^\d{1,3}$/), title: Words }))
    .min(1)
    .max(24),
  /** The new last day. */
  until: Feel,
  /** What must be true besides being in force, and what to do where it is not. */
  when: z.strictObject({ must: Feel, text: Words }).optional(),
});
export type Extension = z.infer<typeof Extension>;
