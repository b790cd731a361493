import { type Language, say, type Text } from '#kernel/text.ts';
import type { Phrase } from '#modules/reports/api.ts';
import type { Names } from './lookups.ts';

/** A ready answer as the operations list it. */
export interface ListedPhrase {
  readonly key: string;
  readonly version: number;
  readonly origin: 'file' | 'office';
  readonly at: string;
  readonly withdrawn: boolean;
  readonly mine: boolean;
  readonly body: Phrase;
}

interface TypeDocument {
  readonly flow: {
    readonly states: Readonly<Record<string, { readonly title: { readonly office: Text } }>>;
    readonly actions: Readonly<
      Record<string, { readonly title: Text; readonly input?: readonly (string | { readonly type: string })[] }>
    >;
    readonly standard?: { readonly note?: unknown };
  };
  readonly sections: readonly { readonly fields: readonly { readonly key: string; readonly type: string }[] }[];
}

/** Actions with a text to write, and the states of a report, as choices in the language of the page. */
export async function phraseChoices(locals: App.Locals, noteTitle: string) {
  const { language } = locals;
  const { document } = await locals.call<{ document: TypeDocument }>('cases.get-type', { id: 'report' });
  const { flow, sections } = document;
  const long = new Set(
    sections.flatMap(({ fields }) => fields.flatMap(({ key, type }) => (type === 'longText' ? [key] : []))),
  );
  const writes = (input: TypeDocument['flow']['actions'][string]['input']) =>
    (input ?? []).some((field) => (typeof field === 'string' ? long.has(field) : field.type === 'longText'));
  return {
    actions: [
      ...Object.entries(flow.actions)
        .filter(([, { input }]) => writes(input))
        .map(([value, { title }]) => ({ value, label: say(title, language) })),
      ...(flow.standard?.note === undefined ? [] : [{ value: 'note', label: noteTitle }]),
    ],
    states: Object.entries(flow.states).map(([value, { title }]) => ({ value, label: say(title.office, language) })),
  };
}

/** Where a ready answer is offered, in words. */
export function phraseWhere(
  { actions, categories, states }: Phrase,
  choices: Awaited<ReturnType<typeof phraseChoices>>,
  { catalogue }: Names,
  language: Language,
): string[] {
  const named = (list: readonly { value: string; label: string }[], value: string) =>
    list.find((one) => one.value === value)?.label ?? value;
  const coded = [...catalogue.groups, ...catalogue.categories];
  const category = (code: string) => {
    const found = coded.find((one) => one.code === code);
    return found === undefined ? code : say(found.name, language);
  };
  return [
    ...actions.map((one) => named(choices.actions, one)),
    ...categories.map(category),
    ...states.map((one) => named(choices.states, one)),
  ];
}
