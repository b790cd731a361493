import { fail, redirect } from '@sveltejs/kit';
import { say } from '#kernel/text.ts';
import { readForm } from '$lib/forms.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { staffOfTenant } from '../staff.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals } = event;
  const { language } = locals;
  const [people, names] = await Promise.all([staffOfTenant(locals), namesFor(locals)]);
  return {
    mayEdit: isAdministrator(locals.actor),
    languages: locals.tenant.languages,
    people: people.map(({ id, name, status, sample, roles, teams, hasSecondFactor }) => ({
      id,
      name: say(name, language),
      status,
      sample,
      roles: roles.map(({ role, municipalityId }) => ({ role, where: names.municipality(municipalityId) })),
      teams: teams.map((code) => names.team(code) ?? code),
      hasSecondFactor,
    })),
  };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const { values, key } = readForm(await request.formData());
    const number = values.number ?? '';
    const name = locals.tenant.languages.map((language) => [language, values[`name.${language}`] ?? '']);
    try {
      const { partyId } = await locals.call<{ partyId: string }>(
        'identity.add-employee',
        {
          name: Object.fromEntries(name.filter(([, text]) => text !== '')),
          identifier: { kind: number.startsWith('2') ? 'IQAMA' : 'NATIONAL_ID', value: number },
          ...(values.mobile ? { mobile: values.mobile } : {}),
          ...(values.email ? { email: values.email } : {}),
        },
        key,
      );
      redirect(303, `${officeAddresses(locals.language).person(partyId)}?done=saved`);
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      const shown = formProblem(problem, locals.language);
      const at: Readonly<Record<string, string>> = {
        name: `name.${locals.tenant.languages[0]}`,
        identifier: 'number',
        'identifier.value': 'number',
      };
      const own: Readonly<Record<string, string>> = {
        'identity.identifier-invalid': 'number',
        'identity.mobile-invalid': 'mobile',
      };
      const fields = shown.fields.map(({ path, text }) => ({ path: at[path] ?? path, text }));
      const path = own[shown.code];
      if (fields.length === 0 && path !== undefined) fields.push({ path, text: shown.text });
      return fail(problem.status, { problem: { ...shown, fields }, values });
    }
  },
};
