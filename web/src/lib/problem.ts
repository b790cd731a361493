import type { Problem } from '#kernel/problem.ts';
import type { Language } from '#kernel/text.ts';

/** What is to be done before a limit lets somebody past; see `reports.proof-needed`. */
export interface ProofAsked {
  readonly challenge: Readonly<Record<string, string | number>>;
  /** Lets whoever waits past without script. */
  readonly ticket: string;
  readonly seconds: number;
}

/** A refusal as a page shows it: one sentence at the top, one at each wrong field. Plain data. */
export interface FormProblem {
  readonly code: string;
  readonly text: string;
  readonly fields: readonly { readonly path: string; readonly text: string }[];
  readonly proof?: ProofAsked;
}

/**
 * Whether an error is a refusal. Told by its shape: the pages are bundled, so their copy of the class Problem is not
 * the one the operations throw.
 */
export function isProblem(error: unknown): error is Problem {
  return (
    error instanceof Error && error.name === 'Problem' && 'code' in error && 'status' in error && 'fields' in error
  );
}

/** The refusal in the reader's language, ready to be an answer of a form action. */
export function formProblem(problem: Problem, language: Language): FormProblem {
  return {
    code: problem.code,
    text: problem.text[language],
    fields: problem.fields.map(({ path, text }) => ({ path, text: text[language] })),
    ...(problem.extra?.proof === undefined ? {} : { proof: problem.extra.proof as ProofAsked }),
  };
}

/** The field on a page that an entry of a list is typed into: `scopes.2` into `scopes`. */
export const controlOf = (path: string): string => path.replace(/(?:\.\d+)+$/, '');

/** What is wrong with one field, or with the first of the entries typed into it; or undefined. */
export const problemAt = (problem: FormProblem | null | undefined, path: string): string | undefined =>
  (
    problem?.fields.find((field) => field.path === path) ??
    problem?.fields.find((field) => controlOf(field.path) === path)
  )?.text;

/**
 * What the summary of a refused form says of each field, once: where it leads, and the sentence. Sentences that serve
 * many fields ("this is required") begin with the field's name where the form gives it.
 */
export function summaryOf(
  problem: FormProblem,
  labels: Readonly<Record<string, string>> = {},
): { name: string; text: string }[] {
  const lines = problem.fields.map(({ path, text }) => {
    const name = labels[path] === undefined ? controlOf(path) : path;
    const label = labels[name];
    return { name, text: label === undefined ? text : `${label}: ${text}` };
  });
  return lines.filter(
    (line, at) => lines.findIndex(({ name, text }) => name === line.name && text === line.text) === at,
  );
}
