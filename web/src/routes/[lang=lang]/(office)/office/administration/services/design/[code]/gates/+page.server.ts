import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { ServiceGates } from '#modules/services/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params } = event;
  const { language } = locals;
  const found = await locals.call<ServiceGates>('services.get-gates', { code: params.code });
  type Said = ServiceGates['gates'][number]['evidence'][number];
  const shown = ({ by, ...one }: Said) => ({ ...one, by: by === null ? '' : say(by, language) });
  return {
    code: params.code,
    name: say(found.name, language),
    at: found.at,
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
  add: calling('services.add-evidence'),
  sign: calling('services.sign-gate'),
  withdraw: calling('services.withdraw-signature'),
};
