import { Refused } from './http-open311-answer.ts';
import type { Answers } from './rules.ts';
import { instantOfW3c } from './rules.ts';

/** The largest form that is read, in bytes: a description of 4,000 characters and attributes fit many times over. */
export const LARGEST_FORM = 64 * 1024;

/** Parameters of a request, each with the values given for it; an empty one counts as not given. */
export class Parameters {
  readonly #given: ReadonlyMap<string, readonly string[]>;

  constructor(pairs: URLSearchParams) {
    const given = new Map<string, string[]>();
    for (const [name, value] of pairs) {
      if (value.trim() !== '') given.set(name, [...(given.get(name) ?? []), value.trim()]);
    }
    this.#given = given;
  }

  /** The only value of a parameter. @throws Refused 400 when it is given twice with different values */
  one(name: string): string | undefined {
    const values = [...new Set(this.#given.get(name) ?? [])];
    if (values.length > 1) throw new Refused(400, `${name}: given ${values.length} times with different values`);
    return values[0];
  }

  /** All values of a parameter that may be declared several times. */
  all(name: string): readonly string[] {
    return this.#given.get(name) ?? [];
  }

  /** An instant of the W3C note. @throws Refused 400 */
  moment(name: string): Temporal.Instant | undefined {
    const text = this.one(name);
    const read = text === undefined ? undefined : instantOfW3c(text);
    if (text !== undefined && read === undefined) {
      throw new Refused(400, `${name}: not a date and time with its offset, such as 2026-01-31T00:00:00Z`);
    }
    return read;
  }

  /** A whole number from 1. @throws Refused 400 */
  count(name: string, most: number, otherwise: number): number {
    const text = this.one(name);
    if (text === undefined) return otherwise;
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new Refused(400, `${name}: a whole number from 1`);
    return Math.min(Number(text), most);
  }

  /** Degrees. @throws Refused 400 */
  degrees(name: string): number | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    if (!/^[+-]?\d{1,3}(\.\d{1,20})?$/.test(text))
      throw new Refused(400, `${name}: degrees as a number, such as 26.42`);
    return Number(text);
  }

  /** `attribute[code]=value` and `attribute[code][]=value`. */
  answers(except: readonly string[]): Answers {
    const answers = new Map<string, string[]>();
    for (const [name, values] of this.#given) {
      const [, code] = /^attribute\[([^\][]{1,64})\](?:\[\d{0,3}\])?$/.exec(name) ?? [];
      if (code === undefined) {
        if (name.startsWith('attribute[')) throw new Refused(400, `${name.slice(0, 80)}: write attribute[code]=value`);
        continue;
      }
      if (!except.includes(code)) answers.set(code, [...(answers.get(code) ?? []), ...values]);
    }
    return Object.fromEntries([...answers].map(([code, values]) => [code, values.length === 1 ? values[0]! : values]));
  }
}

/** The form of a POST. @throws Refused 400 for another content type, too large a body, or bytes that are not UTF-8 */
export async function formOf(request: Request): Promise<Parameters> {
  const [type, ...rest] = (request.headers.get('content-type') ?? '').toLowerCase().split(';');
  if (type?.trim() !== 'application/x-www-form-urlencoded') {
    throw new Refused(400, 'send the request as application/x-www-form-urlencoded; charset=utf-8');
  }
  const charset = /charset\s*=\s*"?([\w-]+)/.exec(rest.join(';'))?.[1];
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw new Refused(400, 'text is sent as UTF-8');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_FORM) throw new Refused(400, `the request is larger than ${LARGEST_FORM / 1024} KB`);
    chunks.push(chunk);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks, size));
    // What is not UTF-8 once decoded would be stored as replacement characters.
    decodeURIComponent(text.replaceAll('+', ' '));
    return new Parameters(new URLSearchParams(text));
  } catch {
    throw new Refused(400, 'the form is not encoded as UTF-8');
  }
}
