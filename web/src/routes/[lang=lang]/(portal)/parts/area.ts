import type { Text } from '#kernel/text.ts';

/** What came in and what ended in some days. */
export interface Ended {
  readonly received: number;
  readonly fixed: number;
  readonly closed: number;
}

/** As `reports.get-area-figures` answers of an area. */
export interface AreaFigures {
  readonly kind: string;
  readonly name: Text;
  readonly totals: { readonly open: number; readonly fixed: number; readonly closed: number };
  readonly topics: readonly { readonly code: string; readonly name: Text; readonly count: number }[];
  readonly from: string;
  readonly middle: string;
  readonly to: string;
  readonly week: Ended;
  readonly before: Ended;
  readonly days: readonly (Ended & { readonly day: string })[];
}

export async function areaFigures({ call }: App.Locals, id: string): Promise<AreaFigures> {
  const { area, ...figures } = await call<
    Omit<AreaFigures, 'kind' | 'name'> & { area: { kind: string; name: Text } | null }
  >('reports.get-area-figures', { area: id });
  return { ...figures, kind: area?.kind ?? '', name: area?.name ?? {} };
}

/** Below this, one report more or less would be told as a trend. */
const ENOUGH = 20;

/** How a week compares with the one before; a percentage only where both are large enough to mean something. */
export function changeOf(
  week: number,
  before: number,
): { kind: 'more' | 'less' | 'same'; by: number; percent: number | null } {
  const by = week - before;
  const enough = week >= ENOUGH && before >= ENOUGH;
  return {
    kind: by > 0 ? 'more' : by < 0 ? 'less' : 'same',
    by: Math.abs(by),
    percent: enough && by !== 0 ? Math.round((by / before) * 100) : null,
  };
}
