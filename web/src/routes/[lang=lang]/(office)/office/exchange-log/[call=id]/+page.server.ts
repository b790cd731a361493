import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { CallBody, CallDetails } from '#modules/exchange/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayReadConnectors, staffOf } from '$lib/office/access.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadConnectors);
  const { locals, params } = event;
  const found = await locals.call<CallDetails>('exchange.get-call', { callId: params.call });
  const words = (text: Record<string, string> | null) => (text === null ? null : say(text, locals.language));
  return {
    call: {
      ...found,
      connectorName: words(found.connectorName)!,
      agency: words(found.agency)!,
      summary: words(found.summary)!,
      purpose: words(found.purpose)!,
      regulation: words(found.basis.regulation)!,
      askedBy: words(found.askedBy),
      forParty: words(found.forParty),
    },
    mayOpen: hasRole(locals.actor, 'data-steward'),
  };
};

export const actions: Actions = {
  /** Shows what went over the line; that it was opened is recorded. */
  open: (event) =>
    answerForm(event, async () => ({
      body: await event.locals.call<CallBody>('exchange.open-call-body', { callId: event.params.call }),
    })),
};
