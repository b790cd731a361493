import { error } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { MyDocument } from '#modules/documents/api.ts';
import type { RenewableView, ServiceView } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { isProblem } from '$lib/problem.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

/** For how long a link may be made. */
const DAYS = [1, 7, 30, 90];

/** The service that renews a document, and what stands against it now; null where none does. */
async function renewalOf(locals: App.Locals, document: MyDocument) {
  const { services } = await locals.call<{ services: ServiceView[] }>('services.list-services', {});
  const service = services.find(({ renews }) => renews.includes(document.service.id));
  if (service === undefined || document.state === 'superseded') return null;
  const { items } = await locals.call<RenewableView>('services.list-renewable', {
    service: service.id,
    id: document.id,
  });
  const [one] = items;
  return one === undefined
    ? null
    : { service: service.id, why: one.why.map((text) => say(text, locals.language)), application: one.application };
}

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals, params } = event;
  try {
    const document = await locals.call<MyDocument>('documents.get-mine', { id: params.id });
    return { document, days: DAYS, renewal: await renewalOf(locals, document) };
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    error(problem.status, { message: problem.message, code: problem.code, text: problem.text });
  }
};

export const actions: Actions = {
  share: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params, url } = event;
      const { label = '', days } = values;
      const made = await locals.call<{ token: string }>('documents.share', { id: params.id, label, days }, key);
      return { link: `${url.origin}/${locals.language}/shared/${made.token}` };
    }),
  end: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      await locals.call('documents.end-share', { id: params.id, share: values.share }, key);
      return { ended: true };
    }),
};
