import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { suggesting } from '$lib/messages/suggesting.ts';
import { maySort, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { readPage, triageInput } from '$lib/office/lists.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { stripOf } from '$lib/office/saved.ts';
import type { Actions, PageServerLoad } from './$types';
import { likelyOf } from './likely.ts';
import { suggestionsOf } from './suggestions.ts';

export const load: PageServerLoad = async (event) => {
  staffOf(event, maySort);
  const { locals, url } = event;
  const names = await namesFor(locals);
  const query = new URLSearchParams(url.search);
  const saved = await stripOf(event, 'triage', names);
  const page = await readPage(locals, triageInput(query), names);
  const [number, category] = [query.get('accepted'), query.get('was')];
  return {
    saved,
    page,
    priorities: names.catalogue.priorities.map(({ name }) => say(name, locals.language)),
    suggestions: await suggestionsOf(locals, page.rows),
    likely: await likelyOf(locals, page.rows),
    mayAccept: hasRole(locals.actor, 'triage', 'agent940', 'supervisor'),
    // A report whose category changed has left this queue: said here, with the way back.
    accepted: number === null ? null : { number, id: query.get('of'), category, back: query.get('back') === 'yes' },
  };
};

export const actions: Actions = {
  /** Gives a report the suggested category, or the one it had before. */
  accept: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals, url } = event;
      const { id = '', number = '', category = '', name = '', was = '' } = values;
      const undoing = values.undo === 'yes';
      const t = suggesting(locals.language);
      await locals.call(
        'reports.act',
        {
          id,
          action: 'reclassify',
          category,
          input: { reason: undoing ? t('office.undo.reason') : t('office.reason', { category: name }) },
          version: /^\d{1,9}$/.test(values.version ?? '') ? Number(values.version) : null,
        },
        key,
      );
      const query = new URLSearchParams(url.search);
      for (const member of ['/accept', 'accepted', 'of', 'was', 'back']) query.delete(member);
      query.set('accepted', number);
      query.set('of', id);
      if (undoing) query.set('back', 'yes');
      else query.set('was', was);
      redirect(303, `${officeAddresses(locals.language).triage}?${query}`);
    }),
};
