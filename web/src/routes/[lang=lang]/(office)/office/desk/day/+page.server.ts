import type { Text } from '#kernel/text.ts';
import type { CallItem, DeskReport } from '#modules/reports/api.ts';
import { mayReadDay, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

type Outcome = NonNullable<CallItem['outcome']>;

interface Day {
  day: string;
  targetSeconds: number;
  figures: {
    calls: number;
    open: number;
    filed: number;
    joined: number;
    hours: number[];
    averageFileSeconds: number | null;
    averageCallSeconds: number | null;
    withinTarget: number | null;
    outcomes: Partial<Record<Outcome, number>>;
  };
  agents: {
    id: string;
    name: Text;
    calls: number;
    filed: number;
    averageFileSeconds: number | null;
    withinTarget: number | null;
  }[];
  forgotten: number;
  places: { cell: string; reports: number; newest: DeskReport[] }[];
}

interface Repeats {
  days: number;
  items: {
    id: string;
    masked: string;
    calls: number;
    firstAt: string;
    lastAt: string;
    openReports: number;
    marked: boolean;
  }[];
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadDay);
  const { locals, url } = event;
  const asked = url.searchParams.get('day') ?? '';
  const [day, repeats] = await Promise.all([
    locals.call<Day>('reports.get-desk-day', /^\d{4}-\d\d-\d\d$/.test(asked) ? { day: asked } : {}),
    locals.call<Repeats>('reports.list-repeat-callers', {}),
  ]);
  return { day, repeats };
};
