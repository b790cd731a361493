import { redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import type { ServiceFileView } from '#modules/services/api.ts';
import { answerForm, filesOf } from '$lib/forms.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { differingParts } from '$lib/office/design-differences.ts';
import { workOf } from '$lib/office/designs.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  staffOf(event, mayReadRouting);
  return { mayImport: isAdministrator(event.locals.actor) };
};

/** What a file says, as the page shows it before anything is taken over. */
async function readingOf(locals: App.Locals, text: string) {
  const { call, language } = locals;
  const { changes, findings, ...file } = await call<ServiceFileView>('services.read-service-file', { file: text });
  const { design } = await workOf(locals, file.code);
  return {
    ...file,
    text,
    name: say(file.name, language),
    known:
      file.known === null ? null : { ...file.known, by: file.known.by === null ? '' : say(file.known.by, language) },
    changes: differingParts(changes, language),
    faults: findings.filter(({ severity }) => severity === 'fault').map(({ text: words }) => words[language]),
    /** The design the file would take the place of. */
    revision: design?.revision ?? null,
  };
}

export const actions: Actions = {
  read: (event) =>
    answerForm(event, async ({ data }) => {
      const [file] = filesOf(data, 'file');
      return { reading: await readingOf(event.locals, file === undefined ? '' : await file.text()) };
    }),
  import: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { code = '', text = '', fingerprint = '', revision } = values;
      const input = { code, file: text, fingerprint, ...(revision ? { revision } : {}) };
      await event.locals.call('services.import-design', input, key);
      redirect(303, `${officeAddresses(event.locals.language).design(code)}?view=history&done=imported`);
    }),
};
