import type { PageServerLoad } from './$types';

/** Components are shown alive, so that what they do with script is seen too. */
export const csr = true;

export const load: PageServerLoad = ({ url }) => ({
  only: url.searchParams.get('only'),
  themes:
    url.searchParams.get('theme') === 'dark'
      ? (['dark'] as const)
      : url.searchParams.get('theme') === 'both'
        ? (['light', 'dark'] as const)
        : (['auto'] as const),
});
