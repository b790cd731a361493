import { fail, redirect } from '@sveltejs/kit';
import { fill, say, type Text } from '#kernel/text.ts';
import type { Phrase } from '#modules/reports/api.ts';
import { categoriesByGroup } from '$lib/category-groups.ts';
import { answerForm, readForm } from '$lib/forms.ts';
import { phrases } from '$lib/messages/phrases.ts';
import { workspace } from '$lib/messages/workspace.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { joinValues } from '$lib/office/form-names.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { type ListedPhrase, phraseChoices } from '$lib/office/phrases.ts';
import { typedValues } from '$lib/office/routing.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { mayWriteForAll, mayWritePhrases } from '../who.ts';
import type { Actions, PageServerLoad } from './$types';

const NEW = 'new';

interface Found extends ListedPhrase {
  readonly versions: readonly {
    readonly version: number;
    readonly at: string;
    readonly origin: 'file' | 'office';
    readonly author: Text | null;
    readonly note: string | null;
    readonly withdrawn: boolean;
    readonly changed: readonly (keyof Phrase)[];
    readonly body: Phrase;
  }[];
}

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, params, url } = event;
  const { language, tenant, actor } = locals;
  const isNew = params.key === NEW;
  const names = await namesFor(locals);
  const [found, choices, { places }] = await Promise.all([
    isNew ? null : locals.call<Found>('reports.get-phrase', { key: params.key }),
    phraseChoices(locals, workspace(language)('timeline.note')),
    locals.call<{ places: { name: string; title: { ar: string; en: string } }[] }>('reports.list-phrases', {}),
  ]);
  const body = found?.body;
  const done = url.searchParams.get('done');
  const languageNames = new Intl.DisplayNames([language], { type: 'language' });
  const forAll = mayWriteForAll(actor);
  const teams = names.teams.filter(({ code }) => forAll || actor.teams.includes(code) || code === body?.team);
  const samples = (tag: string) => Object.fromEntries(places.map(({ name, title }) => [name, `«${say(title, tag)}»`]));
  return {
    isNew,
    key: params.key,
    title: found === null ? '' : say(found.body.title, language),
    mayEdit: found === null ? mayWritePhrases(actor) : found.mine,
    withdrawn: found?.withdrawn ?? false,
    version: found?.version ?? 0,
    languages: tenant.languages.map((tag) => ({ tag, name: languageNames.of(tag) ?? tag })),
    places: places.map(({ name, title }) => ({ name, title: title[language] })),
    done: (['saved', 'restored', 'withdrawn'] as const).find((one) => one === done) ?? null,
    choices: {
      ...choices,
      categories: categoriesByGroup(names.catalogue, language),
      teams: teams.map(({ code, name }) => ({ value: code, label: say(name, language) })),
    },
    forAll,
    previews: Object.entries(body?.text ?? {}).map(([tag, text]) => ({ tag, text: fill(text ?? '', samples(tag)) })),
    values: {
      ...Object.fromEntries(Object.entries(body?.title ?? {}).map(([tag, text]) => [`title.${tag}`, text])),
      ...Object.fromEntries(Object.entries(body?.text ?? {}).map(([tag, text]) => [`text.${tag}`, text])),
      actions: (body?.actions ?? []).join('\n'),
      states: (body?.states ?? []).join('\n'),
      // Groups and categories stand in one list of the phrase; each field of the form takes those it has.
      categories: joinValues(body?.categories ?? []),
      groups: joinValues(body?.categories ?? []),
      team: body?.team ?? '',
    } as Record<string, string>,
    versions: (found?.versions ?? []).map(({ author, body: words, ...one }) => ({
      ...one,
      author: author === null ? '' : say(author, language),
      texts: Object.entries(words.text).map(([tag, text]) => ({ tag, title: words.title[tag] ?? '', text })),
    })),
  };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { data, values, key: idempotency } = readForm(await request.formData());
    const { languages } = locals.tenant;
    const filled = (member: string) =>
      Object.fromEntries(
        languages.flatMap((tag) => {
          const text = values[`${member}.${tag}`];
          return text ? [[tag, text]] : [];
        }),
      );
    const key = params.key === NEW ? (values.key ?? '') : params.key;
    try {
      await locals.call(
        'reports.save-phrase',
        {
          key,
          seen: Number(values.seen ?? 0),
          ...(values.note ? { note: values.note } : {}),
          body: {
            title: filled('title'),
            text: filled('text'),
            actions: data.getAll('actions').map(String),
            states: data.getAll('states').map(String),
            categories: [...data.getAll('groups'), ...data.getAll('categories')].map(String),
            team: values.team || null,
          },
        },
        idempotency,
      );
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      const shown = formProblem(problem, locals.language);
      const t = phrases(locals.language);
      const fields = shown.fields.map(({ path, text }) => {
        const place = path.replace(/^body\./, '').replace(/^categories\..*/, 'categories');
        if (path === 'key') return { path, text: t('field.key.hint') };
        return { path: place === 'title' || place === 'text' ? `${place}.${languages[0]}` : place, text };
      });
      return fail(problem.status, { problem: { ...shown, fields }, values: typedValues(data) });
    }
    redirect(303, `${officeAddresses(locals.language).phrase(key)}?done=saved`);
  },
  restore: (event) =>
    answerForm(event, async ({ values, key }) => {
      const input = { key: event.params.key, version: Number(values.version) };
      await event.locals.call('reports.restore-phrase', input, key);
      redirect(303, `${officeAddresses(event.locals.language).phrase(event.params.key)}?done=restored`);
    }),
  withdraw: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('reports.withdraw-phrase', { key: event.params.key }, key);
      redirect(303, `${officeAddresses(event.locals.language).phrase(event.params.key)}?done=withdrawn`);
    }),
};
