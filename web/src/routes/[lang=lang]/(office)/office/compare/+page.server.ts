import { redirect } from '@sveltejs/kit';
import { isId } from '#kernel/id.ts';
import { distanceMetres } from '#kernel/place.ts';
import { answerForm } from '$lib/forms.ts';
import { staffOnly } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { openReport } from '$lib/office/open-report.ts';
import type { Actions, PageServerLoad } from './$types';

const MOST = 4;

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, url } = event;
  const asked = [...new Set(url.searchParams.getAll('report').filter(isId))];
  // A list sends more than an address should hold: what is compared alone stays in it.
  if ([...url.searchParams.keys()].some((name) => name !== 'report')) {
    const query = new URLSearchParams(asked.map((id) => ['report', id]));
    redirect(303, `${officeAddresses(locals.language).compare}?${query}`);
  }
  const opened = [];
  for (const id of asked.slice(0, MOST)) {
    const found = await openReport(locals, id, () => null).catch((error) => {
      if (error?.status === 404) return undefined;
      throw error;
    });
    if (found !== undefined) opened.push(found);
  }
  const origin = opened[0]?.report.place.point ?? null;
  const reports = opened.map(({ report, view }) => ({
    id: report.id,
    number: report.number,
    category: report.what,
    state: report.stateTitle,
    meaning: report.meaning,
    priority: report.priority,
    priorityName: report.priorityName,
    place: [report.place.district, report.place.address, report.place.landmark].filter(Boolean).join(' · '),
    point: report.place.point,
    distance:
      origin === null || report.place.point === null ? null : Math.round(distanceMetres(origin, report.place.point)),
    openedAt: view.openedAt,
    dueAt: report.due?.at ?? null,
    team: report.assignee ?? report.team,
    said: report.said,
    reporters: 1 + view.absorbed.length,
    photos: report.photos.photos.map(({ id, thumbnail }) => ({ id, thumbnail })),
    mergeable: report.actions.mayMerge && !report.closed,
  }));
  return {
    reports,
    more: asked.length > MOST,
    missing: opened.length < Math.min(asked.length, MOST),
  };
};

export const actions: Actions = {
  /** Leads to the preview of the merge; nothing is merged here. */
  merge: (event) =>
    answerForm(event, async ({ data, values, key }) => {
      const { locals } = event;
      const reports = data.getAll('report').map(String);
      const { id } = await locals.call<{ id: string }>('reports.draft-bulk', { reports }, key);
      await locals.call('reports.plan-bulk', { runId: id, action: 'merge', into: values.into ?? '' });
      redirect(303, officeAddresses(locals.language).bulkRun(id));
    }),
};
