import { say } from '#kernel/text.ts';
import { maySort, staffOf } from '$lib/office/access.ts';
import { readPage, triageInput } from '$lib/office/lists.ts';
import { namesFor } from '$lib/office/lookups.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOf(event, maySort);
  const { locals, url } = event;
  const names = await namesFor(locals);
  const query = new URLSearchParams(url.search);
  return {
    page: await readPage(locals, triageInput(query), names),
    priorities: names.catalogue.priorities.map(({ name }) => say(name, locals.language)),
  };
};
