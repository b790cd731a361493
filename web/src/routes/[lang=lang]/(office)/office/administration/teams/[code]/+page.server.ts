import { error, fail, redirect } from '@sveltejs/kit';
import { say, type Text } from '#kernel/text.ts';
import type { TeamChanges } from '#modules/identity/api.ts';
import { answerForm, readForm } from '$lib/forms.ts';
import { managing } from '$lib/messages/managing.ts';
import { isAdministrator, mayReadRouting, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { forgetNames, namesFor, optionsOf } from '$lib/office/lookups.ts';
import { typedValues } from '$lib/office/routing.ts';
import { teamChangeWords } from '$lib/office/teams.ts';
import { formProblem, isProblem } from '$lib/problem.ts';
import { staffOfTenant } from '../../staff.ts';
import type { Actions, PageServerLoad } from './$types';

const NEW = 'new';

interface TeamRow {
  code: string;
  name: Text;
  department: string;
  areas: string[];
}

const changesOf = ({ call }: App.Locals, code: string) =>
  call<TeamChanges>('identity.list-team-changes', { code }).catch((problem) => {
    // No code of a team at all: the list of teams says that there is none.
    if (isProblem(problem) && problem.status < 500) return { changes: [] };
    throw problem;
  });

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, params, url } = event;
  const { language, tenant, actor } = locals;
  const [teams, names, people, { changes }] = await Promise.all([
    locals.call<TeamRow[]>('identity.list-teams', {}),
    namesFor(locals),
    staffOfTenant(locals),
    params.code === NEW ? { changes: [] } : changesOf(locals, params.code),
  ]);
  const team = teams.find(({ code }) => code === params.code);
  if (team === undefined && params.code !== NEW) {
    error(404, {
      message: 'no such team',
      text: { ar: 'لا يوجد فريق بهذا الرمز.', en: 'There is no team of this code.' },
    });
  }
  const known = [...names.catalogue.departments.map(({ code, name }) => ({ id: code, name })), ...names.municipalities];
  const nameOf = (code: string) => say(known.find(({ id }) => id === code)?.name ?? { [language]: code }, language);
  const belongs = (teamsOf: readonly string[]) => teamsOf.includes(params.code);
  return {
    mayEdit: isAdministrator(actor),
    isNew: team === undefined,
    code: params.code,
    name: team === undefined ? '' : say(team.name, language),
    languages: tenant.languages,
    changes: changes.map((change) =>
      teamChangeWords(change, { code: params.code, nameOf, language, t: managing(language) }),
    ),
    done: url.searchParams.get('done') === 'saved',
    values: {
      ...Object.fromEntries(Object.entries(team?.name ?? {}).map(([tag, text]) => [`name.${tag}`, text ?? ''])),
      department: team?.department ?? '',
      areas: (team?.areas ?? []).join('\n'),
      members: people
        .filter(({ teams: of }) => belongs(of))
        .map(({ id }) => id)
        .join('\n'),
    } as Record<string, string>,
    choices: {
      departments: optionsOf(names.catalogue.departments, language),
      areas: names.municipalities.map(({ id, name }) => ({ value: id, label: say(name, language) })),
      // Those who belong to it first; oneself only where one belongs already.
      people: people
        .filter(({ id, status, teams: of }) => (status === 'active' && id !== actor.partyId) || belongs(of))
        .toSorted((x, y) => Number(belongs(y.teams)) - Number(belongs(x.teams)))
        .map(({ id, name }) => ({ value: id, label: say(name, language) })),
    },
  };
};

export const actions: Actions = {
  back: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, params } = event;
      const { changes } = await changesOf(locals, params.code);
      const was = changes.find(({ version }) => version === Number(values.version))?.before;
      if (!was) return fail(404);
      const members = was.members.map(({ id }) => id);
      await locals.call('identity.put-team', { ...was, code: params.code, members }, key);
      forgetNames(locals);
      redirect(303, `${officeAddresses(locals.language).team(params.code)}?done=saved`);
    }),
  save: async ({ request, locals, params }) => {
    const { data, values, key } = readForm(await request.formData());
    const all = (name: string) => data.getAll(name).map(String);
    const code = params.code === NEW ? (values.code ?? '') : params.code;
    const name = locals.tenant.languages.map((language) => [language, values[`name.${language}`] ?? '']);
    try {
      await locals.call(
        'identity.put-team',
        {
          code,
          name: Object.fromEntries(name.filter(([, text]) => text !== '')),
          department: values.department ?? '',
          areas: all('areas'),
          members: all('members'),
        },
        key,
      );
      forgetNames(locals);
      redirect(303, `${officeAddresses(locals.language).team(code)}?done=saved`);
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      const shown = formProblem(problem, locals.language);
      const first = `name.${locals.tenant.languages[0]}`;
      const fields = shown.fields.map(({ path, text }) => ({ path: path === 'name' ? first : path, text }));
      return fail(problem.status, { problem: { ...shown, fields }, values: typedValues(data) });
    }
  },
};
