import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { ServiceFile, ServiceVersions } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { differingParts } from '$lib/office/design-differences.ts';
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
  const { versions } = id === null ? { versions: [] } : await call<ServiceVersions>('services.list-versions', { id });
  const known = versions.map(({ version }) => version);
  const asked = (name: string) => known.find((one) => String(one) === url.searchParams.get(name));
  const to = asked('to') ?? known[0] ?? 0;
  const from = asked('from') ?? known[1] ?? to;
  const { changes } =
    id === null || from === to
      ? { changes: [] }
      : await call<{ changes: Change[] }>('services.compare-versions', { id, from, to });
  return {
    code: params.code,
    name: say(work.name, language),
    designed: work.design !== null,
    mayBegin: isAdministrator(locals.actor) && work.design === null,
    from,
    to,
    known,
    changes: differingParts(changes, language),
    versions: versions.map(({ by, municipalities, ...one }) => ({
      ...one,
      by: by === null ? null : say(by, language),
      municipalities: municipalities.map(({ name }) => say(name, language)),
    })),
  };
};

export const actions: Actions = {
  /** Signs a version for another installation; the page then hands out the file and tells the fingerprint of the key. */
  export: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { call } = event.locals;
      const { service } = await workOf(event.locals, event.params.code);
      const version = values.version ?? '';
      const input = version === '' ? { code: event.params.code } : { id: service, version };
      const { file, fingerprint } = await call<{ file: ServiceFile; fingerprint: string }>(
        version === '' ? 'services.export-design' : 'services.export-version',
        input,
        key,
      );
      const name = `${event.params.code}-${version === '' ? 'design' : version}.amanah.json`;
      return { exported: { name, fingerprint, text: JSON.stringify(file) } };
    }),
  begin: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { code } = event.params;
      await event.locals.call('services.begin-design', { code, version: values.version ?? '' }, key);
      redirect(303, officeAddresses(event.locals.language).design(code));
    }),
};
