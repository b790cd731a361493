import { error, redirect } from '@sveltejs/kit';
import { ROLES } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import { answerForm, type SentForm } from '$lib/forms.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { staffOfTenant } from '../../staff.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params, url } = event;
  const { language } = locals;
  const [people, names] = await Promise.all([staffOfTenant(locals), namesFor(locals)]);
  const person = people.find(({ id }) => id === params.person);
  if (person === undefined) {
    error(404, {
      message: 'no such employee',
      text: { ar: 'لا يوجد موظف بهذا المعرّف.', en: 'There is no such employee.' },
    });
  }
  const isSelf = person.id === locals.actor.partyId;
  return {
    mayEdit: isAdministrator(locals.actor) && !isSelf,
    isSelf,
    done: url.searchParams.get('done') === 'saved',
    person: {
      name: say(person.name, language),
      status: person.status,
      sample: person.sample,
      hasSecondFactor: person.hasSecondFactor,
      teams: person.teams.map((code) => ({ code, name: names.team(code) ?? code })),
      roles: person.roles.map(({ grantId, role, municipalityId, validUntil }) => ({
        grantId,
        role,
        where: names.municipality(municipalityId),
        until: validUntil,
      })),
    },
    roles: [...ROLES],
    municipalities: names.municipalities.map(({ id, name }) => ({ value: id, label: say(name, language) })),
  };
};

interface FormEvent {
  readonly request: Request;
  readonly locals: App.Locals;
  readonly params: { readonly person: string };
}

const doing =
  (operation: string, input: (form: SentForm, person: string) => Record<string, unknown>) => (event: FormEvent) =>
    answerForm(event, async (form) => {
      await event.locals.call(operation, input(form, event.params.person), form.key);
      redirect(303, `${officeAddresses(event.locals.language).person(event.params.person)}?done=saved`);
    });

export const actions: Actions = {
  grant: doing('identity.put-role-grant', ({ values }, partyId) => ({
    partyId,
    role: values.role ?? '',
    municipalityId: values.municipality ? values.municipality : null,
  })),
  end: doing('identity.end-role-grant', ({ values }) => ({ grantId: values.grantId ?? '' })),
  suspend: doing('identity.suspend-party', ({ values }, partyId) => ({ partyId, reason: values.reason ?? '' })),
  reinstate: doing('identity.reinstate-party', (_, partyId) => ({ partyId })),
};
