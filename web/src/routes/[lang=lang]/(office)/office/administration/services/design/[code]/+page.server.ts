import { redirect } from '@sveltejs/kit';
import { directionOf, say } from '#kernel/text.ts';
import type { DesignEdit } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { designer } from '$lib/messages/designer.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { differingParts } from '$lib/office/design-differences.ts';
import { partAt } from '$lib/office/design-kinds.ts';
import { newPart } from '$lib/office/design-new.ts';
import { changeDesign, partName, stepsOf, workOf } from '$lib/office/designs.ts';
import { drawFlow } from '$lib/office/flow-diagram.ts';
import type { Actions, PageServerLoad } from './$types';
import { flowOf, outlineOf } from './outline.ts';

const VIEWS = ['form', 'flow', 'terms', 'history', 'publish'] as const;
const DONE = ['changed', 'restored', 'published', 'piloted', 'launched', 'withdrawn', 'discarded', 'imported'] as const;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params, url } = event;
  const { language } = locals;
  const { items: areas } = await locals.call<{
    items: { id: string; name: Record<string, string> }[];
  }>('territory.list-areas', { kind: 'municipality', limit: 500 });
  const work = await workOf(locals, params.code);
  const { design } = work;
  const words = (text: Record<string, string>) => say(text, language);
  return {
    code: params.code,
    name: words(work.name),
    languages: locals.tenant.languages,
    mayEdit: isAdministrator(locals.actor),
    view: VIEWS.find((one) => one === url.searchParams.get('view')) ?? 'form',
    zoom: [100, 150, 200].find((one) => String(one) === url.searchParams.get('zoom')) ?? null,
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
    published: work.published,
    pilot:
      work.pilot === null
        ? null
        : {
            ...work.pilot,
            municipalities: areas
              .filter(({ id }) => work.pilot!.municipalities.includes(id))
              .map(({ name }) => words(name)),
          },
    areas: areas.map(({ id, name }) => ({ value: id, label: words(name) })),
    patterns: work.patterns.map(({ id, name }) => ({ value: id, label: words(name) })),
    design:
      design === null
        ? null
        : {
            revision: design.revision,
            savedAt: design.savedAt,
            by: design.by === null ? '' : words(design.by),
            overtaken: design.overtaken,
            segments: design.document.service.card.segments,
            outline: outlineOf(design.document, language),
            flow: flowOf(design.document, language),
            diagram: drawFlow(flowOf(design.document, language), directionOf(language)),
            changes: differingParts(design.changes, language),
            history: design.history.map(({ revision, at, by, edits }) => ({
              revision,
              at,
              by: by === null ? '' : words(by),
              edits: (edits as { do: string; path?: (string | number)[]; key?: string }[]).map((one) => ({
                what: one.do,
                // By its kind: what lies at this place now may not be what lay there then.
                part: partChanged(one, language),
                where: one.key ?? (one.path ?? []).join('.'),
              })),
            })),
            findings: design.findings.map(({ path, severity, text, line, code }) => ({
              path,
              severity,
              code,
              line,
              text: text[language],
              part: partName(design.document, partAt(path).base, language),
            })),
          },
  };
};

/** The kind of part that an edit was of; what is added to a list is one of those in it. */
function partChanged({ do: what, path }: { do: string; path?: (string | number)[] }, language: 'ar' | 'en'): string {
  if (path === undefined) return '';
  return designer(language)(`part.${partAt([...path, ...(what === 'insert' ? [0] : [])].join('.')).kind}`);
}

const back = (locals: App.Locals, code: string, view: string, done: string): string =>
  `${officeAddresses(locals.language).design(code)}?${new URLSearchParams({ view, done })}`;
const viewOf = (url: URL): string => VIEWS.find((one) => one === url.searchParams.get('view')) ?? 'form';

export const actions: Actions = {
  begin: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { code } = event.params;
      await event.locals.call('services.begin-design', { code, pattern: values.pattern || undefined }, key);
      redirect(303, officeAddresses(event.locals.language).design(code));
    }),
  /** Moves, removes or places a part: buttons of the outline. */
  change: (event) => {
    const { locals, params, url } = event;
    const read = (values: Readonly<Record<string, string>>): DesignEdit[] => {
      const [what = '', where = '', to = ''] = (values.act ?? '').split('|');
      if (what === 'move') return [{ do: 'move', path: stepsOf(where), to: Number(to) }];
      if (what === 'remove') return [{ do: 'remove', path: stepsOf(where) }];
      if (what === 'duplicate') return [{ do: 'duplicate', path: stepsOf(where) }];
      return what === 'remove-field' ? [{ do: 'remove-field', key: where }] : [];
    };
    return changeDesign(event, params.code, read, back(locals, params.code, viewOf(url), 'changed'));
  },
  place: (event) => {
    const { locals, params, url } = event;
    const read = ({ key = '', page = '0' }: Readonly<Record<string, string>>): DesignEdit[] => [
      { do: 'place-field', key, page: Number(page) },
    ];
    return changeDesign(event, params.code, read, back(locals, params.code, viewOf(url), 'changed'));
  },
  /** Adds a part of a kind, named by what was typed, and opens its form; what it lacks the linter says. */
  add: (event) => {
    const { locals, params, url } = event;
    let at: string | undefined;
    const read = async (values: Readonly<Record<string, string>>): Promise<readonly DesignEdit[]> => {
      const { design } = await workOf(locals, params.code);
      const part = design === null ? undefined : newPart(design.document, values, locals.tenant);
      at = part?.at;
      return part?.edits ?? [];
    };
    return changeDesign(event, params.code, read, () =>
      at === undefined
        ? back(locals, params.code, viewOf(url), 'changed')
        : `${officeAddresses(locals.language).designPart(params.code, at)}&done=added`,
    );
  },
  restore: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { code } = event.params;
      const input = { code, revision: values.revision ?? '', to: values.to ?? '' };
      await event.locals.call('services.restore-design', input, key);
      redirect(303, back(event.locals, code, viewOf(event.url), 'restored'));
    }),
  discard: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('services.discard-design', { code: event.params.code }, key);
      redirect(303, back(event.locals, event.params.code, 'form', 'discarded'));
    }),
  publish: (event) =>
    answerForm(event, async ({ values, data, key }) => {
      const { code } = event.params;
      const all = (name: string) => data.getAll(name).filter((one) => typeof one === 'string' && one !== '');
      const pilot = { segments: all('segments'), municipalities: all('municipalities') };
      const input = { code, revision: values.revision ?? '', note: values.note ?? '' };
      const piloted = values.to === 'pilot';
      await event.locals.call('services.publish-design', piloted ? { ...input, pilot } : input, key);
      redirect(303, back(event.locals, code, 'publish', piloted ? 'piloted' : 'published'));
    }),
  launch: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { code } = event.params;
      await event.locals.call('services.launch-pilot', { code, version: values.version ?? '' }, key);
      redirect(303, back(event.locals, code, 'publish', 'launched'));
    }),
  withdraw: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { code } = event.params;
      await event.locals.call('services.withdraw-pilot', { code, version: values.version ?? '' }, key);
      redirect(303, back(event.locals, code, 'publish', 'withdrawn'));
    }),
};
