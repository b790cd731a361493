import { type Bilingual, fill } from './text.ts';

/** One wrong field of an input: where it is (dotted path), what is wrong (code) and what to do about it. */
export interface FieldProblem {
  readonly path: string;
  readonly code: string;
  readonly text: Bilingual;
}

export interface ProblemDetails {
  /** Values for the `{places}` of the texts. */
  readonly values?: Readonly<Record<string, string | number>>;
  readonly fields?: readonly FieldProblem[];
  /** Further members of the answer, such as who changed the case meanwhile. Never personal data. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A refusal: something a person or a program can understand and act on. Served as RFC 9457 problem details. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly text: Bilingual;
  readonly fields: readonly FieldProblem[];
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, text: Bilingual, details: ProblemDetails = {}) {
    const values = details.values ?? {};
    super(`${code}: ${fill(text.en, values)}`);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.text = { ar: fill(text.ar, values), en: fill(text.en, values) };
    this.fields = details.fields ?? [];
    this.extra = details.extra ?? {};
  }
}

export interface ProblemDefinition extends Bilingual {
  readonly status: number;
  /** The member of the input that it is always about; named in the refusal unless the caller names others. */
  readonly field?: string;
}

/** Every catalogue defined so far, for the test that proves codes unique and texts bilingual. */
export const problemCatalogues = new Map<string, Readonly<Record<string, ProblemDefinition>>>();

/**
 * Defines the refusals of one module: `problems('reports', { 'already-closed': { status: 409, ar, en } })`.
 * Returns one constructor a code; the code on the wire is `reports.already-closed`.
 */
export function problems<C extends Record<string, ProblemDefinition>>(
  module: string,
  catalogue: C,
): { readonly [K in keyof C]: (details?: ProblemDetails) => Problem } {
  if (problemCatalogues.has(module)) throw new Error(`the problems of ${module} are defined twice`);
  problemCatalogues.set(module, catalogue);
  const constructors: Record<string, (details?: ProblemDetails) => Problem> = {};
  for (const [code, { status, ar, en, field }] of Object.entries(catalogue)) {
    constructors[code] = (details = {}) => {
      const text = { ar: fill(ar, details.values ?? {}), en: fill(en, details.values ?? {}) };
      const named =
        field === undefined || details.fields ? details : { ...details, fields: [{ path: field, code, text }] };
      return new Problem(`${module}.${code}`, status, { ar, en }, named);
    };
  }
  return constructors as { readonly [K in keyof C]: (details?: ProblemDetails) => Problem };
}
