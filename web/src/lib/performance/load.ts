import { error } from '@sveltejs/kit';
import {
  type Asked,
  askedOf,
  type Behind,
  INDICATORS,
  type Indicators,
  PARTS,
  type Part,
  type PartRows,
} from './performance.ts';

const partOf = (url: URL, dimension: string): Part =>
  PARTS.find((one) => one === url.searchParams.get('by')) ??
  (dimension === 'municipality' ? 'district' : dimension === 'city' ? 'municipality' : 'group');

/** What the page of all indicators shows. */
export async function loadOverview({ call }: App.Locals, url: URL) {
  const asked: Asked = askedOf(url);
  const figures = await call<Indicators>('reports.get-indicators', asked);
  let by = partOf(url, figures.dimension);
  const rows = (dimension: Part) =>
    call<PartRows>('reports.list-indicators', { grain: figures.grain, day: figures.period.from, dimension });
  let parts = await rows(by);
  // A city without districts or municipalities on its map is shown by its groups of categories.
  if (parts.items.length === 0 && !url.searchParams.has('by')) {
    by = 'group';
    parts = await rows(by);
  }
  return { figures, by, parts, asked, updated: figures.computedAt ?? undefined };
}

const WHICH = ['all', 'counted', 'others'] as const;

/** What the page of one indicator shows: its figures, and the reports behind it as `list` gives them. */
export async function loadIndicator({ call }: App.Locals, url: URL, indicator: string, list: string) {
  const code = INDICATORS.find((one) => one === indicator.toUpperCase());
  if (code === undefined) error(404);
  const asked = askedOf(url);
  const which = WHICH.find((one) => one === url.searchParams.get('which')) ?? 'all';
  const after = url.searchParams.get('after') ?? undefined;
  const figures = await call<Indicators>('reports.get-indicators', asked);
  const behind = await call<Behind>(list, {
    ...asked,
    grain: figures.grain,
    day: figures.period.from,
    indicator: code,
    which,
    after,
  });
  return { code, figures, behind, which, after: after ?? null, asked, updated: figures.computedAt ?? undefined };
}
