import { redirect } from '@sveltejs/kit';
import { say, type Text } from '#kernel/text.ts';
import type { CasePage } from '#modules/cases/api.ts';
import { answerForm } from '$lib/forms.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { filterOfQuery } from '$lib/office/saved.ts';
import type { Actions, PageServerLoad } from './$types';

/** As many as one run takes. */
const MOST = 500;
const PAGE = 100;

interface Run {
  id: string;
  status: 'planned' | 'running' | 'done' | 'undoing' | 'undone';
  madeAt: string;
  title: Text;
  items: number;
  done: number;
}

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, url } = event;
  const { runs } = await locals.call<{ runs: Run[] }>('reports.list-bulk', {});
  return {
    noneChosen: url.searchParams.get('chosen') === 'none',
    runs: runs.map((run) => ({ ...run, title: say(run.title, locals.language) })),
  };
};

/** The first reports of a list, as many as a run takes, and whether there are more. */
async function everyOf(locals: App.Locals, filter: Record<string, unknown>): Promise<{ ids: string[]; more: boolean }> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page: CasePage = await locals.call<CasePage>('cases.list-cases', {
      ...filter,
      limit: PAGE,
      ...(after === null ? {} : { after }),
    });
    ids.push(...page.items.map(({ id }) => id));
    after = page.next;
  } while (after !== null && ids.length < MOST);
  return { ids, more: after !== null };
}

export const actions: Actions = {
  /** From a list: the rows that were ticked, or everything the list holds. */
  draft: (event) =>
    answerForm(event, async ({ data, values, key }) => {
      const { locals } = event;
      const to = officeAddresses(locals.language);
      const filter = filterOfQuery(values.list === 'triage' ? 'triage' : 'work', values.query ?? '');
      const { ids, more } =
        values.all === 'yes'
          ? await everyOf(locals, filter)
          : { ids: data.getAll('report').map(String).slice(0, MOST), more: false };
      if (ids.length === 0) redirect(303, `${to.bulk}?chosen=none`);
      const { id } = await locals.call<{ id: string }>('reports.draft-bulk', { reports: ids }, key);
      redirect(303, `${to.bulkRun(id)}${more ? '?capped=yes' : ''}`);
    }),
};
