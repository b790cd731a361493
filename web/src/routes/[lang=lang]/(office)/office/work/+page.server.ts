import { redirect } from '@sveltejs/kit';
import { toAsciiDigits } from '#kernel/arabic.ts';
import { parseCaseNumber } from '#kernel/case-number.ts';
import { say } from '#kernel/text.ts';
import type { CasePage } from '#modules/cases/api.ts';
import { categoriesByGroup } from '$lib/category-groups.ts';
import { seesAllTeams, staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { offersServices } from '$lib/office/applications.ts';
import { listInput, readPage } from '$lib/office/lists.ts';
import { namesFor, optionsOf } from '$lib/office/lookups.ts';
import { officePages, pagesNamed } from '$lib/office/pages.ts';
import { stripOf } from '$lib/office/saved.ts';
import type { PageServerLoad } from './$types';

/** The case somebody typed the number of, a report or an application: the whole reference, or the number within it. */
async function byNumber(locals: App.Locals, text: string): Promise<{ id: string; type: string } | 'none' | undefined> {
  const whole = parseCaseNumber(text);
  const part = toAsciiDigits(text).trim();
  // Written like a whole reference, but its check digits do not agree: said, instead of searched for as words.
  if (whole === undefined && /^[a-z\d]{3}\d{4}[a-z\d]{3}\d{8,11}$/i.test(part.replace(/[\s_.\-–]/g, ''))) return 'none';
  if (whole === undefined && !/^\d{6,9}$/.test(part)) return undefined;
  const { items } = await locals.call<CasePage>('cases.list-cases', {
    q: whole ?? part,
    order: 'newest',
    limit: 5,
  });
  const found = items.filter(({ number }) =>
    whole === undefined ? number.split('-').at(-2) === part : number === whole,
  );
  if (found.length === 1) return found[0]!;
  return whole === undefined ? undefined : 'none';
}

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, url } = event;
  const { language, actor } = locals;
  const query = new URLSearchParams(url.search);
  const q = query.get('q')?.trim() ?? '';
  const named = q === '' ? undefined : await byNumber(locals, q);
  if (typeof named === 'object') {
    const to = officeAddresses(language);
    redirect(303, named.type === 'report' ? to.report(named.id) : to.application(named.id));
  }
  const names = await namesFor(locals);
  const saved = await stripOf(event, 'work', names);
  const input = listInput(query);
  const wide = seesAllTeams(actor);
  return {
    saved,
    page: await readPage(locals, input, names),
    noNumber: named === 'none',
    pages: pagesNamed(officePages(actor, language, await offersServices(locals)), q),
    priorities: names.catalogue.priorities.map(({ name }) => say(name, language)),
    choices: {
      team: optionsOf(wide ? names.teams : names.teams.filter(({ code }) => actor.teams.includes(code)), language),
      state: optionsOf(names.catalogue.states, language),
      topic: categoriesByGroup(names.catalogue, language),
      district: names.municipalities
        .map((municipality) => ({
          value: municipality.code,
          label: say(municipality.name, language),
          options: names.districts
            .filter(({ parent }) => parent?.id === municipality.id)
            .map(({ id, name }) => ({ value: id, label: say(name, language) })),
        }))
        .filter(({ options }) => options.length > 0),
      priority: names.catalogue.priorities.map(({ name }, index) => ({
        value: String(index + 1),
        label: `P${index + 1} · ${say(name, language)}`,
      })),
    },
  };
};
