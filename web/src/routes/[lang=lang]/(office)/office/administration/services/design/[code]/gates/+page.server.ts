import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { ServiceGates } from '#modules/services/api.ts';
import { answerForm, filesOf } from '$lib/forms.ts';
import { mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { workOf } from '$lib/office/designs.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params } = event;
  const { language } = locals;
  const found = await locals.call<ServiceGates>('services.get-gates', { code: params.code });
  const { published, pilot } = await workOf(locals, params.code);
  type Said = ServiceGates['gates'][number]['evidence'][number];
  const shown = ({ by, ...one }: Said) => ({ ...one, by: by === null ? '' : say(by, language) });
  return {
    code: params.code,
    name: say(found.name, language),
    at: found.at,
    measured: published !== null || pilot !== null,
    maySign: hasRole(locals.actor, 'administrator', 'supervisor'),
    gates: found.gates.map((gate) => ({
      ...gate,
      evidence: gate.evidence.map(shown),
      signatures: gate.signatures.map(shown),
    })),
  };
};

const calling = (operation: string) => (event: Parameters<Actions[string]>[0]) =>
  answerForm(event, async ({ values, key }) => {
    const { code } = event.params as { code: string };
    await event.locals.call(operation, { ...values, code }, key);
    redirect(303, `${officeAddresses(event.locals.language).serviceGates(code)}#${values.gate}`);
  });

export const actions: Actions = {
  add: (event) =>
    answerForm(event, async ({ values, data, key }) => {
      const { code } = event.params;
      const { call } = event.locals;
      const { gate = '', kind = '', words = '', address = '' } = values;
      const [file] = filesOf(data, 'file');
      const uploaded =
        file === undefined
          ? undefined
          : await call<{ id: string }>(
              'documents.upload-evidence',
              { bytes: new Uint8Array(await file.arrayBuffer()), fileName: file.name, declaredType: file.type },
              key.idempotencyKey === undefined ? {} : { idempotencyKey: `${key.idempotencyKey}-file` },
            );
      const input = { code, gate, words, address, kind: uploaded === undefined ? kind : 'file' };
      await call('services.add-evidence', uploaded === undefined ? input : { ...input, fileId: uploaded.id }, key);
      redirect(303, `${officeAddresses(event.locals.language).serviceGates(code)}#${gate}`);
    }),
  sign: calling('services.sign-gate'),
  withdraw: calling('services.withdraw-signature'),
};
