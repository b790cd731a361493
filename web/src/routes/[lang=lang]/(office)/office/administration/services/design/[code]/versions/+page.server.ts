import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { ServiceVersions } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { workOf } from '$lib/office/designs.ts';
import type { Actions, PageServerLoad } from './$types';

interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params, url } = event;
  const { call, language } = locals;
  const work = await workOf(locals, params.code);
  const id = work.service;
  if (id === null) redirect(303, officeAddresses(language).design(params.code));
  const { versions } = await call<ServiceVersions>('services.list-versions', { id });
  const known = versions.map(({ version }) => version);
  const asked = (name: string) => known.find((one) => String(one) === url.searchParams.get(name));
  const to = asked('to') ?? known[0]!;
  const from = asked('from') ?? known[1] ?? to;
  const { changes } =
    from === to ? { changes: [] } : await call<{ changes: Change[] }>('services.compare-versions', { id, from, to });
  const written = (value: unknown) => (value === null ? '' : JSON.stringify(value, null, 1));
  return {
    code: params.code,
    name: say(work.name, language),
    mayBegin: isAdministrator(locals.actor) && work.design === null,
    from,
    to,
    known,
    changes: changes.map(({ path, before, after }) => ({ path, before: written(before), after: written(after) })),
    versions: versions.map(({ by, municipalities, ...one }) => ({
      ...one,
      by: by === null ? null : say(by, language),
      municipalities: municipalities.map(({ name }) => say(name, language)),
    })),
  };
};

export const actions: Actions = {
  begin: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { code } = event.params;
      await event.locals.call('services.begin-design', { code, version: values.version ?? '' }, key);
      redirect(303, officeAddresses(event.locals.language).design(code));
    }),
};
