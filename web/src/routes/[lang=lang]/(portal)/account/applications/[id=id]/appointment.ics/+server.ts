import { error } from '@sveltejs/kit';
import { isProblem } from '$lib/problem.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { RequestHandler } from './$types';

/** The appointment of an application, for the reader's own calendar. */
export const GET: RequestHandler = async (event) => {
  signInFirst(event);
  const { locals, params } = event;
  try {
    const { fileName, content } = await locals.call<{ fileName: string; content: string }>(
      'services.get-appointment-file',
      { id: params.id, language: locals.language },
    );
    return new Response(content, {
      headers: {
        'content-type': 'text/calendar; charset=utf-8',
        'content-disposition': `attachment; filename="${fileName}"`,
        'cache-control': 'private, no-store',
      },
    });
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
};
