import type { Point } from '#kernel/place.ts';
import { say, type Text } from '#kernel/text.ts';

/** A place found by its name, to be chosen as the point of a field. */
export interface FoundPlace {
  readonly name: string;
  readonly within: string;
  readonly longitude: number;
  readonly latitude: number;
}

interface Found {
  readonly items: readonly {
    readonly name: Text;
    readonly point: { readonly longitude: number; readonly latitude: number };
    readonly within?: readonly { readonly name: Text }[];
  }[];
}

const MOST = 8;

/** Districts and landmarks by words of their names. */
export async function findPlaces(locals: App.Locals, words: string): Promise<FoundPlace[]> {
  if (words === '') return [];
  const { items } = await locals.call<Found>('territory.search-places', { q: words, limit: MOST });
  return items.map(({ name, point, within = [] }) => ({
    name: say(name, locals.language),
    within: within.map((area) => say(area.name, locals.language)).join(locals.language === 'ar' ? '، ' : ', '),
    ...point,
  }));
}

/** What lies at a point, in words; null outside the tenant's territory. */
export async function placeName(
  locals: App.Locals,
  point: { readonly longitude: number; readonly latitude: number },
): Promise<string | null> {
  try {
    const { district, municipality } = await locals.call<{
      district: { name: Text } | null;
      municipality: { name: Text } | null;
    }>('territory.locate-point', point);
    const names = [district, municipality].flatMap((area) => (area ? [say(area.name, locals.language)] : []));
    return names.join(locals.language === 'ar' ? '، ' : ', ') || null;
  } catch {
    return null;
  }
}

/** Whether an answer is a point on the map. */
export const isPlaced = (value: unknown): value is Point =>
  typeof value === 'object' && value !== null && 'longitude' in value && 'latitude' in value;
