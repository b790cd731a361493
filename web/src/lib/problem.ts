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

/** What is wrong with one field, or undefined. */
export const problemAt = (problem: FormProblem | null | undefined, path: string): string | undefined =>
  problem?.fields.find((field) => field.path === path)?.text;
