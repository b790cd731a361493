import { fail, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { DesignEdit, DesignWork } from '#modules/services/api.ts';
import { readForm } from '../forms.ts';
import { designer } from '../messages/designer.ts';
import { formProblem, isProblem } from '../problem.ts';
import { type Choice, type PartChoices, partAt } from './design-kinds.ts';

type Design = NonNullable<DesignWork['design']>;

export const workOf = (locals: App.Locals, code: string) => locals.call<DesignWork>('services.get-design', { code });

/** The steps of a dotted path, places in lists as numbers. */
export const stepsOf = (path: string): (string | number)[] =>
  path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));

type Texts = Readonly<Record<string, string>>;

/** What parts of a design are called, for the choices of its forms and the list of what is wrong. */
export function choicesOf(document: Design['document'], teams: DesignWork['teams'], locals: App.Locals): PartChoices {
  const { language } = locals;
  const { caseType } = document.service;
  const t = designer(language);
  const named = (value: string, title: Texts | undefined): Choice => ({
    value,
    label: (title && say(title, language)) || value,
  });
  const fields = caseType.sections.flatMap((section) => section.fields);
  return {
    fields: fields.map(({ key, title }) => named(key, title)),
    numbers: fields.filter(({ type }) => type === 'identifier').map(({ key, title }) => named(key, title)),
    states: Object.entries(caseType.flow.states).map(([key, state]) =>
      named(key, (state.title as { office?: Texts } | undefined)?.office),
    ),
    actions: Object.entries(caseType.flow.actions).map(([key, { title }]) => named(key, title)),
    clocks: Object.entries(caseType.clocks).map(([key, { title }]) => named(key, title)),
    documents: Object.entries(document.service.documents).map(([key, { title }]) => named(key, title as Texts)),
    notices: Object.entries(caseType.notices).map(([key, { title }]) => named(key, title as Texts)),
    // A department is known by the first of its teams.
    departments: [...new Set(teams.map(({ department }) => department))].map((value) => ({
      value,
      label: `${say(teams.find(({ department }) => department === value)!.name, language)} (${value})`,
    })),
    teams: teams.map(({ code, name }) => ({ value: code, label: `${say(name, language)} (${code})` })),
    word: (key) => t(key as Parameters<typeof t>[0]),
  };
}

/** What a part is called: the words of its title, or its kind with its place. */
export function partName(document: Design['document'], base: string, language: 'ar' | 'en'): string {
  const t = designer(language);
  const { kind } = partAt(base);
  let node: unknown = document;
  for (const step of stepsOf(base)) node = (node as Record<string | number, unknown> | undefined)?.[step];
  const part = node as { title?: Texts & { office?: Texts }; text?: Texts } | undefined;
  const title = part?.title?.office ?? part?.title ?? part?.text;
  const words = title === undefined || typeof title !== 'object' ? '' : say(title as Texts, language);
  return words === '' || kind === 'card' ? t(`part.${kind}`) : `${t(`part.${kind}`)}: ${words}`;
}

/** A form action that changes a design; a refusal goes back to the page with what was typed. */
export async function changeDesign(
  event: { request: Request; locals: App.Locals },
  code: string,
  edits: (
    values: Readonly<Record<string, string>>,
    data: FormData,
  ) => readonly DesignEdit[] | Promise<readonly DesignEdit[]>,
  done: string | ((values: Readonly<Record<string, string>>) => string),
) {
  const { data, values, key } = readForm(await event.request.formData());
  try {
    const list = await edits(values, data);
    if (list.length > 0) {
      const input = { code, revision: values.revision ?? '', edits: list };
      await event.locals.call('services.edit-design', input, key);
    }
  } catch (problem) {
    const { language } = event.locals;
    if (!isProblem(problem)) throw problem;
    return fail(problem.status, { problem: formProblem(problem, language), values });
  }
  redirect(303, typeof done === 'string' ? done : done(values));
}
