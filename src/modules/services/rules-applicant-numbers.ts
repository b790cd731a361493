import type { FieldProblem } from '#kernel/problem.ts';

/** A number that somebody is known by here: `CR`, `NATIONAL_ID`. */
export interface KnownNumber {
  readonly kind: string;
  readonly value: string;
}

const NOT_THEIRS = {
  ar: 'هذا الرقم ليس لمن يُقدم الطلب باسمه. أعد كتابة رقمه، أو قدّم الطلب باسم صاحب الرقم إن كنت مفوضًا عنه.',
  en: 'This is not the number of whoever applies. Enter theirs, or apply for whom it belongs to if you may act for them.',
};

/**
 * Which of the answers `asked`, fields for a number of whoever applies, give somebody else's. A kind that the applicant is
 * known by no number of is not judged: the register and the officer say whose it is.
 */
export const numbersOfOthers = (
  fields: readonly { readonly key: string; readonly identifier?: string | undefined }[],
  asked: readonly string[],
  data: Readonly<Record<string, unknown>>,
  known: readonly KnownNumber[],
): FieldProblem[] =>
  fields.flatMap(({ key, identifier }) => {
    const theirs = known.filter(({ kind }) => kind === identifier);
    const said = asked.includes(key) ? data[key] : null;
    if (said == null || theirs.length === 0 || theirs.some(({ value }) => value === said)) return [];
    return [{ path: `input.${key}`, code: 'not-theirs', text: NOT_THEIRS }];
  });
