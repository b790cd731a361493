import { IDENTIFIERS } from '#kernel/identifiers.ts';
import { say } from '#kernel/text.ts';
import type { MandateView } from '#modules/identity/api.ts';
import { answerForm } from '$lib/forms.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { locals } = event;
  const { given, mayGrant } = await locals.call<{ given: MandateView[]; mayGrant: boolean }>(
    'identity.list-mandates',
    {},
  );
  return {
    mayGrant,
    body: locals.person?.actingFor ? say(locals.person.actingFor.name, locals.language) : null,
    mandates: given.map(({ id, to, scope, validUntil, live }) => ({
      id,
      name: say(to.name, locals.language),
      own: to.id === locals.actor.partyId,
      scope,
      validUntil,
      live,
    })),
  };
};

export const actions: Actions = {
  grant: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { 'identifier.value': number = '', scope, validUntil } = values;
      const kind = IDENTIFIERS.IQAMA.parse(number) === undefined ? 'NATIONAL_ID' : 'IQAMA';
      await event.locals.call(
        'identity.grant-mandate',
        {
          identifier: { kind, value: number },
          scope,
          // To the end of that day in the tenant's zone.
          validUntil: validUntil ? endOfDay(validUntil, event.locals.tenant.timeZone) : null,
        },
        key,
      );
      return { done: 'granted' as const };
    }),
  revoke: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('identity.revoke-mandate', { mandateId: values.mandate }, key);
      return { done: 'revoked' as const };
    }),
};

function endOfDay(date: string, timeZone: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return date;
  try {
    return Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(timeZone).toInstant().toString();
  } catch {
    // The operation says what is wrong with it, beside the field.
    return date;
  }
}
