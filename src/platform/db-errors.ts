import { Problem, problems } from '#kernel/problem.ts';

export const databaseProblems = problems('database', {
  unavailable: {
    status: 503,
    ar: 'قاعدة البيانات غير متاحة الآن. لم يُحفظ شيء من طلبك؛ أعد المحاولة بعد قليل.',
    en: 'The database is not available right now. Nothing of your request was saved; try again in a moment.',
  },
  'outcome-unknown': {
    status: 503,
    ar: 'انقطع الاتصال أثناء الحفظ ولا نعلم هل تم. أعد الطلب نفسه بمفتاحه؛ لن يتكرر أثره.',
    en: 'The connection broke while saving and we cannot tell whether it was saved. Send the same request with its key again; it will not be done twice.',
  },
  'already-exists': {
    status: 409,
    ar: 'يوجد سجل بهذه البيانات من قبل.',
    en: 'A record with these details exists already.',
  },
  'refers-to-nothing': {
    status: 422,
    ar: 'يشير الطلب إلى سجل غير موجود.',
    en: 'The request refers to a record that does not exist.',
  },
  'value-refused': {
    status: 422,
    ar: 'إحدى القيم لا يقبلها السجل.',
    en: 'One of the values is not accepted by the record.',
  },
  busy: {
    status: 503,
    ar: 'السجل مشغول بطلب آخر. أعد المحاولة بعد لحظات.',
    en: 'The record is busy with another request. Try again in a few seconds.',
  },
});

/** SQLSTATE (PostgreSQL manual, appendix A) to refusal; classes by their first two characters. */
const byState: Readonly<Record<string, (typeof databaseProblems)[keyof typeof databaseProblems]>> = {
  '08': databaseProblems.unavailable,
  '57': databaseProblems.unavailable,
  '53': databaseProblems.unavailable,
  '25006': databaseProblems.unavailable,
  '23505': databaseProblems['already-exists'],
  '23503': databaseProblems['refers-to-nothing'],
  '23502': databaseProblems['value-refused'],
  '23514': databaseProblems['value-refused'],
  '22': databaseProblems['value-refused'],
  '40001': databaseProblems.busy,
  '40P01': databaseProblems.busy,
  '55P03': databaseProblems.busy,
};

const CONNECTION_ERRORS = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT']);

/**
 * The refusal that an error of PostgreSQL or of its connection means, with the error itself as cause for the log;
 * any other error is returned as it came.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const code = (error as Error & { code?: unknown }).code;
  let make: (typeof databaseProblems)[keyof typeof databaseProblems] | undefined;
  if (typeof code === 'string') {
    make = CONNECTION_ERRORS.has(code) ? databaseProblems.unavailable : (byState[code] ?? byState[code.slice(0, 2)]);
  } else if (
    /^(Connection terminated|timeout exceeded when trying to connect|Client (was closed|has encountered))/.test(
      error.message,
    )
  ) {
    make = databaseProblems.unavailable;
  }
  if (make === undefined) return error;
  const problem = make();
  problem.cause = error;
  return problem;
}
