import { error, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { DesignDocument, DesignEdit } from '#modules/services/api.ts';
import { designer } from '$lib/messages/designer.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { type Control, sized, valuesOf } from '$lib/office/design-controls.ts';
import { controlsOf, type PartKind, partAt } from '$lib/office/design-kinds.ts';
import { changedMembers, errorsAt } from '$lib/office/design-reading.ts';
import { changeDesign, choicesOf, partName, stepsOf, workOf } from '$lib/office/designs.ts';
import type { Actions, PageServerLoad } from './$types';

const OPTIONAL: ReadonlySet<PartKind> = new Set([
  'payment',
  'review',
  'consultations',
  'appointment',
  'signing',
  'opening',
]);
/** Parts with a key that others name them by. */
const NAMED: ReadonlySet<PartKind> = new Set([
  'field',
  'page',
  'state',
  'action',
  'clock',
  'document',
  'notice',
  'fee',
]);
const UNIQUE: ReadonlySet<PartKind> = new Set(['card', 'offer', 'correction', 'opening']);

/** The tab of the design that a part is listed in, where it is not the first. */
const VIEW_OF: Partial<Record<PartKind, string>> = {
  state: 'flow',
  action: 'flow',
  clock: 'flow',
  notice: 'flow',
  payment: 'flow',
  review: 'flow',
  consultations: 'flow',
  appointment: 'flow',
  signing: 'flow',
  fee: 'terms',
  document: 'terms',
};

async function partOf(locals: App.Locals, code: string, asked: string) {
  const work = await workOf(locals, code);
  if (work.design === null) redirect(303, officeAddresses(locals.language).design(code));
  const { kind, base } = partAt(asked);
  let node: unknown = work.design.document;
  for (const step of stepsOf(base)) node = (node as Record<string | number, unknown> | undefined)?.[step];
  // Parts that a service may do without are begun by their form.
  if (node === undefined && OPTIONAL.has(kind)) node = {};
  if (typeof node !== 'object' || node === null) error(404);
  const controls = sized(controlsOf(kind, choicesOf(work.design.document, work.teams, locals)), node);
  // A declaration is its words and nothing else: the form writes the whole of it.
  const whole = kind === 'declaration';
  const shown = whole ? [{ name: 'text', kind: 'longWords' as const, label: 'part.declaration' }] : controls;
  return { work, design: work.design, kind, base, node: whole ? { text: node } : node, controls: shown, whole };
}

const MOST_EXAMPLES = 6;
const DONE = ['added', 'saved', 'renamed'] as const;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params, url } = event;
  const { language, tenant } = locals;
  const { work, design, kind, base, node, controls } = await partOf(
    locals,
    params.code,
    url.searchParams.get('at') ?? '',
  );
  const here = design.findings.filter(({ path }) => partAt(path).base === base);
  const key = (node as { key?: unknown }).key;
  return {
    code: params.code,
    name: say(work.name, language),
    kind,
    view: VIEW_OF[kind] ?? 'form',
    base,
    key:
      typeof key === 'string' ? key : (/\.(?:states|actions|clocks|documents|notices)\.(\w+)$/.exec(base)?.[1] ?? ''),
    title: partName(design.document, base, language),
    revision: design.revision,
    mayEdit: isAdministrator(locals.actor),
    languages: tenant.languages,
    controls,
    values: valuesOf(controls, node),
    findings: here.map(({ path, severity, text, line }) => ({ path, severity, text: text[language], line })),
    errors: errorsAt(here, base, language, controls),
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
    named: NAMED.has(kind),
    removable: !UNIQUE.has(kind),
    copied: !UNIQUE.has(kind) && !OPTIONAL.has(kind),
    examples: await examplesOf(locals, params.code, controls, valuesOf(controls, node)),
    names: namesOf(design.document, language),
  };
};

/** What the expressions of a form give for made-up answers, by the names of their fields; no more than a page can hold. */
async function examplesOf(
  locals: App.Locals,
  code: string,
  controls: readonly Control[],
  values: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const t = designer(locals.language);
  const found: Record<string, string> = {};
  for (const { name } of controls.filter(({ kind }) => kind === 'feel').slice(0, MOST_EXAMPLES)) {
    const feel = values[name] ?? '';
    if (feel === '') continue;
    const { example } = await locals.call<{ example: { value: string; answers: Record<string, string> } | null }>(
      'services.check-expression',
      { code, feel },
    );
    if (example === null) continue;
    const given = Object.entries(example.answers).map(([key, value]) => `${key} = ${value}`);
    found[name] = t('feel.example', { given: given.join('; ') || '–', value: example.value });
  }
  return found;
}

/** What expressions of a design may name, with what each is called. */
function namesOf({ service, offer }: DesignDocument, language: 'ar' | 'en') {
  const fields = service.caseType.sections.flatMap(({ fields }) => fields);
  return [
    ...fields.map(({ key, title }) => ({ name: `data.${key}`, title: say(title, language) })),
    ...Object.keys(offer.terms).map((key) => ({ name: `data.terms.${key}`, title: '' })),
    ...['now()', 'today()'].map((name) => ({ name, title: '' })),
  ];
}

export const actions: Actions = {
  save: (event) => {
    const { locals, params, url } = event;
    const at = url.searchParams.get('at') ?? '';
    return changeDesign(
      event,
      params.code,
      async (_, data) => {
        const { node, base, kind, controls, whole } = await partOf(locals, params.code, at);
        const changed = changedMembers(controls, node, data, locals.tenant.languages);
        const edits = [...changed].map(([name, value]): DesignEdit => {
          const path = [...stepsOf(base), ...(whole ? [] : stepsOf(name))];
          return { do: 'put', path, value: value as never };
        });
        // A part that nothing is left of is not there.
        const emptied =
          OPTIONAL.has(kind) && kind !== 'opening' && [...changed.values()].every((value) => value === null);
        return emptied && changed.size === controls.length ? [{ do: 'remove', path: stepsOf(base) }] : edits;
      },
      `${officeAddresses(locals.language).designPart(params.code, at)}&done=saved`,
    );
  },
  /** Gives the part another key, wherever it is named. */
  rename: (event) => {
    const { locals, params, url } = event;
    const { base } = partAt(url.searchParams.get('at') ?? '');
    const to = officeAddresses(locals.language);
    return changeDesign(
      event,
      params.code,
      (values) => [{ do: 'rename', path: stepsOf(base), to: values.to ?? '' }],
      ({ to: key = '' }) => {
        const last = base.slice(base.lastIndexOf('.') + 1);
        return `${to.designPart(params.code, /^\d+$/.test(last) ? base : base.slice(0, -last.length) + key)}&done=renamed`;
      },
    );
  },
};
