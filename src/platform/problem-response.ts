import type { Problem } from '#kernel/problem.ts';

/** The body of a refusal after RFC 9457, in the language asked for, with both texts beside. */
export function problemBody(problem: Problem, requestId: string, language: 'ar' | 'en'): Record<string, unknown> {
  return {
    ...problem.extra,
    type: `/problems/${problem.code}`,
    title: problem.text[language],
    status: problem.status,
    code: problem.code,
    text: problem.text,
    requestId,
    ...(problem.fields.length > 0 ? { fields: problem.fields } : {}),
  };
}

export const prefersArabic = (acceptLanguage: string | null): boolean =>
  acceptLanguage === null || !/^\s*en\b/i.test(acceptLanguage);

/** The answer to a refused request. */
export function problemResponse(problem: Problem, requestId: string, acceptLanguage: string | null): Response {
  const headers = new Headers({
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    vary: 'accept-language',
  });
  const retryAfter = problem.extra.retryAfter ?? (problem.status === 503 ? 5 : undefined);
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
  const body = problemBody(problem, requestId, prefersArabic(acceptLanguage) ? 'ar' : 'en');
  return new Response(JSON.stringify(body), { status: problem.status, headers });
}
