import type { Problem } from '#kernel/problem.ts';

/** The Problem that refuses the work; a test whose work is done instead fails. */
export const refusalOf = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => Promise.reject(new Error('it was not refused')),
    (problem: Problem) => problem,
  );
