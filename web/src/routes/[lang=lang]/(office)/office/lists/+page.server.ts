import { redirect } from '@sveltejs/kit';
import { answerForm } from '$lib/forms.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { filterOfQuery, type SavedList, savedHref, shareableTeams } from '$lib/office/saved.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, url } = event;
  const names = await namesFor(locals);
  const to = officeAddresses(locals.language);
  const { lists } = await locals.call<{ lists: SavedList[] }>('cases.list-saved', {});
  const done = url.searchParams.get('done');
  return {
    teams: shareableTeams(locals, names),
    done: (['deleted', 'changed', 'restored'] as const).find((one) => one === done) ?? null,
    deleted: { id: url.searchParams.get('id') ?? '', name: url.searchParams.get('name') ?? '' },
    lists: lists.map((list) => ({
      ...list,
      teamName: names.team(list.team),
      href: savedHref(to[list.page], list),
    })),
  };
};

const pageOf = (text: string | undefined) => (text === 'triage' ? 'triage' : 'work');

export const actions: Actions = {
  save: (event) =>
    answerForm(event, async ({ values, key }) => {
      const page = pageOf(values.page);
      const filter = filterOfQuery(page, values.query ?? '');
      const { id } = await event.locals.call<{ id: string }>(
        'cases.save-list',
        { page, name: values.name ?? '', filter, team: values.team || null, first: values.first === 'yes' },
        key,
      );
      redirect(303, savedHref(officeAddresses(event.locals.language)[page], { id, filter }));
    }),
  change: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { listId = '', name = '', team = '' } = values;
      await event.locals.call('cases.change-list', { listId, name, team: team || null }, key);
      redirect(303, `${officeAddresses(event.locals.language).lists}?done=changed`);
    }),
  move: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('cases.change-list', { listId: values.listId ?? '', move: values.move ?? '' }, key);
      redirect(303, officeAddresses(event.locals.language).lists);
    }),
  first: (event) =>
    answerForm(event, async ({ values, key }) => {
      const listId = values.stop === 'yes' ? null : (values.listId ?? '');
      await event.locals.call('cases.begin-with-list', { page: pageOf(values.page), listId }, key);
      redirect(303, `${officeAddresses(event.locals.language).lists}?done=changed`);
    }),
  delete: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { listId = '', name = '' } = values;
      await event.locals.call('cases.delete-list', { listId }, key);
      const query = new URLSearchParams({ done: 'deleted', id: listId, name });
      redirect(303, `${officeAddresses(event.locals.language).lists}?${query}`);
    }),
  undo: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('cases.delete-list', { listId: values.listId ?? '', undo: true }, key);
      redirect(303, `${officeAddresses(event.locals.language).lists}?done=restored`);
    }),
};
