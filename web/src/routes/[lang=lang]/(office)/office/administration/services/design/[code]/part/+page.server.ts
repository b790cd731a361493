import { error, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { DesignEdit } from '#modules/services/api.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { changedMembers, errorsAt, sized, valuesOf } from '$lib/office/design-controls.ts';
import { controlsOf, partAt } from '$lib/office/design-kinds.ts';
import { changeDesign, choicesOf, partName, stepsOf, workOf } from '$lib/office/designs.ts';
import type { Actions, PageServerLoad } from './$types';

async function partOf(locals: App.Locals, code: string, asked: string) {
  const work = await workOf(locals, code);
  if (work.design === null) redirect(303, officeAddresses(locals.language).design(code));
  const { kind, base } = partAt(asked);
  let node: unknown = work.design.document;
  for (const step of stepsOf(base)) node = (node as Record<string | number, unknown> | undefined)?.[step];
  if (typeof node !== 'object' || node === null) error(404);
  const controls = sized(controlsOf(kind, choicesOf(work.design.document, work.teams, locals)), node);
  // A declaration is its words and nothing else: the form writes the whole of it.
  const whole = kind === 'declaration';
  const shown = whole ? [{ name: 'text', kind: 'longWords' as const, label: 'part.declaration' }] : controls;
  return { work, design: work.design, kind, base, node: whole ? { text: node } : node, controls: shown, whole };
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params, url } = event;
  const { language, tenant } = locals;
  const { work, design, kind, base, node, controls } = await partOf(
    locals,
    params.code,
    url.searchParams.get('at') ?? '',
  );
  const here = design.findings.filter(({ path }) => path === base || path.startsWith(`${base}.`));
  const key = (node as { key?: unknown }).key;
  return {
    code: params.code,
    name: say(work.name, language),
    kind,
    base,
    key: typeof key === 'string' ? key : (/\.(?:states|actions|clocks|documents)\.(\w+)$/.exec(base)?.[1] ?? ''),
    title: partName(design.document, base, language),
    revision: design.revision,
    mayEdit: isAdministrator(locals.actor),
    languages: tenant.languages,
    controls,
    values: valuesOf(controls, node),
    findings: here.map(({ path, severity, text, line }) => ({ path, severity, text: text[language], line })),
    errors: errorsAt(here, base, language, controls),
    saved: url.searchParams.get('done') === 'saved',
  };
};

export const actions: Actions = {
  default: (event) => {
    const { locals, params, url } = event;
    const at = url.searchParams.get('at') ?? '';
    return changeDesign(
      event,
      params.code,
      async (_, data) => {
        const { node, base, controls, whole } = await partOf(locals, params.code, at);
        const changed = changedMembers(controls, node, data, locals.tenant.languages);
        return [...changed].map(([name, value]): DesignEdit => {
          const path = [...stepsOf(base), ...(whole ? [] : stepsOf(name))];
          return { do: 'put', path, value: value as never };
        });
      },
      `${officeAddresses(locals.language).designPart(params.code, at)}&done=saved`,
    );
  },
};
