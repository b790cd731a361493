import { z } from 'zod';
import { IDENTIFIERS, type IdentifierCode } from './identifiers.ts';

// Apart from the identifiers: those go to the browser, which checks what is typed without the schema library.

/** Accepts every way of writing an identifier and gives its canonical form; refuses with its `problem` and `rule`. */
export function identifierSchema(code: IdentifierCode): z.ZodType<string, string> {
  const { parse, problem, rule } = IDENTIFIERS[code];
  return z
    .string()
    .overwrite((text) => parse(text) ?? text)
    .refine((text) => parse(text) !== undefined, { params: { code: problem, text: rule } });
}
