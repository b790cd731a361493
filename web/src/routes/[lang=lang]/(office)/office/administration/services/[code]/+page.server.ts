import { fail, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { CardWork } from '#modules/services/api.ts';
import { answerForm, readForm } from '$lib/forms.ts';
import { cards as words } from '$lib/messages/cards.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { atCardFields, cardValues, changeOf, findingWords, namesOf, readCard } from '$lib/office/cards.ts';
import { typedValues } from '$lib/office/routing.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

const DONE = ['saved', 'published', 'discarded', 'opened'] as const;
const workOf = (locals: App.Locals, code: string) => locals.call<CardWork>('services.get-card-work', { code });

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params, url } = event;
  const { language, tenant } = locals;
  const t = words(language);
  const work = await workOf(locals, params.code);
  const names = namesOf(work, language);
  const editing = work.draft?.document ?? work.card;
  const options = (list: readonly { code: string; name: Record<string, string> }[]) =>
    list.map(({ code, name }) => ({ value: code, label: say(name, language) }));
  return {
    code: params.code,
    name: say(work.card.name, language),
    active: work.card.active,
    mayEdit: isAdministrator(locals.actor),
    languages: tenant.languages,
    values: cardValues(editing),
    rows: { terms: editing.terms.length, faqs: editing.faqs.length },
    steps: editing.steps.map(({ kind }) =>
      say(work.words.steps.find(({ code }) => code === kind)?.name ?? {}, language),
    ),
    documents: editing.documents.map(({ kind }) => ({
      value: kind,
      label: say(work.words.documents.find(({ code }) => code === kind)?.name ?? {}, language),
    })),
    choices: {
      segments: options(work.words.segments),
      channels: options(work.words.channels),
      payments: options(work.words.payments),
      costs: options(work.words.costs),
    },
    draft:
      work.draft === null
        ? null
        : {
            revision: work.draft.revision,
            overtaken: work.draft.overtaken,
            savedAt: work.draft.savedAt,
            by: work.draft.by === null ? '' : say(work.draft.by, language),
            changes: work.draft.changes.map((change) => changeOf(change, names, language, t)),
          },
    versions: work.versions.map(({ version, at, by, note, changes }) => ({
      version,
      at,
      note,
      by: by === null ? null : say(by, language),
      changes: changes.map((change) => changeOf(change, names, language, t)),
    })),
    version: work.version,
    findings: work.findings.map((finding) => findingWords(finding, language)),
    basis: editing.facts.basis,
    notes: editing.facts.notes,
    sources: editing.facts.sources.flatMap((key) => work.words.sources[key] ?? []),
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
  };
};

const back = (locals: App.Locals, code: string, done: (typeof DONE)[number]): never =>
  redirect(303, `${officeAddresses(locals.language).card(code)}?done=${done}`);

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { data, key } = readForm(await request.formData());
    try {
      const { card, draft } = await workOf(locals, params.code);
      const edit = readCard(data, draft?.document ?? card, locals.tenant.languages);
      const input = { code: params.code, card: edit, revision: String(data.get('revision') ?? '0') };
      await locals.call('services.save-card-draft', input, key);
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      const told = atCardFields(formProblem(problem, locals.language), locals.tenant.languages);
      return fail(problem.status, { problem: told, values: typedValues(data), of: 'save' });
    }
    return back(locals, params.code, 'saved');
  },
  publish: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const input = { code: params.code, revision: values.revision ?? '', note: values.note ?? '' };
      await locals.call('services.publish-card', input, key);
      return back(locals, params.code, 'published');
    }),
  discard: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('services.discard-card-draft', { code: event.params.code }, key);
      return back(event.locals, event.params.code, 'discarded');
    }),
  open: (event) =>
    answerForm(event, async ({ values, key }) => {
      const input = { code: event.params.code, version: values.version ?? '' };
      await event.locals.call('services.draft-card-version', input, key);
      return back(event.locals, event.params.code, 'opened');
    }),
};
