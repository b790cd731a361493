import { say } from '#kernel/text.ts';
import { isAsked } from '$lib/applying/opinions.ts';
import { staffOnly } from '$lib/office/access.ts';
import { servicesOf } from '$lib/office/applications.ts';
import { readPage } from '$lib/office/lists.ts';
import { namesFor } from '$lib/office/lookups.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  staffOnly(event);
  const { locals, url } = event;
  const services = await servicesOf(locals);
  const names = await namesFor(locals);
  const asked = url.searchParams.get('service') ?? '';
  const types = services.filter(({ code }) => asked === '' || code === asked).map(({ type }) => type);
  const closed = url.searchParams.get('show') === 'closed';
  const q = url.searchParams.get('q')?.trim() ?? '';
  const after = url.searchParams.get('after') ?? undefined;
  return {
    services,
    opinionsAsked: await isAsked(locals),
    asked,
    closed,
    q,
    after: after ?? null,
    page:
      types.length === 0
        ? { rows: [], next: null, total: 0, estimated: false, refused: null }
        : await readPage(
            locals,
            {
              type: types,
              open: String(!closed),
              order: closed || q !== '' ? 'newest' : 'due',
              ...(q === '' ? {} : { q }),
              ...(after === undefined ? {} : { after }),
            },
            names,
          ),
    priorities: names.catalogue.priorities.map(({ name }) => say(name, locals.language)),
  };
};
