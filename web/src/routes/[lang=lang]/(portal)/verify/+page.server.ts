import { parseCaseNumber } from '#kernel/case-number.ts';
import type { DocumentCheck } from '#modules/documents/api.ts';
import { answerForm } from '$lib/forms.ts';
import { issued } from '$lib/messages/issued.ts';
import { isProblem } from '$lib/problem.ts';
import { phonesOf } from '../parts/contact.ts';
import { refusal } from '../parts/refusal.ts';
import { asSecret } from '../parts/secret.ts';
import type { Actions, PageServerLoad } from './$types';

const UNKNOWN = 'documents.unknown-document';

/** What a scanned code leads to: how the document stands, or that there is none. */
export const load: PageServerLoad = async (event) => {
  asSecret(event);
  const { locals, url } = event;
  const document = url.searchParams.get('document');
  const phone = phonesOf(locals.tenant).contact ?? '';
  if (document === null) return { check: null, unknown: false, phone };
  try {
    const check = await locals.call<DocumentCheck>('documents.verify', { document: document.slice(0, 6_000) });
    return { check, unknown: false, phone };
  } catch (problem) {
    if (!isProblem(problem) || problem.code !== UNKNOWN) throw problem;
    return { check: null, unknown: true, phone };
  }
};

export const actions: Actions = {
  default: (event) =>
    answerForm(event, async ({ values }) => {
      const { locals } = event;
      const t = issued(locals.language);
      const number = parseCaseNumber(values.number ?? '');
      const code = values.code ?? '';
      if (number === undefined || code === '') {
        // The check digits betray a slip before anybody is asked.
        const slipped = number === undefined && values.number !== undefined && values.number !== '';
        const text = t(slipped ? 'verify.slipped' : 'verify.unreadable');
        return refusal(locals.language, [{ path: number === undefined ? 'number' : 'code', text }], values);
      }
      return { check: await locals.call<DocumentCheck>('documents.verify', { number, code }) };
    }),
};
