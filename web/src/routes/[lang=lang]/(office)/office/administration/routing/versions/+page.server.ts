import { say, type Text } from '#kernel/text.ts';
import { mayReadRouting, staffOf } from '$lib/office/access.ts';
import { readOverview } from '../draft.ts';
import type { PageServerLoad } from './$types';

interface Version {
  version: number;
  rules: number;
  note: string | null;
  restoredFrom: number | null;
  publishedAt: string;
  publishedBy: Text | null;
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRouting);
  const { locals, url } = event;
  const before = url.searchParams.get('before');
  const [{ versions, next }, { published }] = await Promise.all([
    locals.call<{ versions: Version[]; next: number | null }>(
      'reports.list-routing-versions',
      before !== null && /^\d{1,9}$/.test(before) ? { before } : {},
    ),
    readOverview(locals),
  ]);
  return {
    current: published.version,
    next,
    paged: before !== null,
    versions: versions.map(({ version, publishedBy, ...rest }) => ({
      ...rest,
      id: String(version),
      version,
      by: publishedBy === null ? null : say(publishedBy, locals.language),
    })),
  };
};
