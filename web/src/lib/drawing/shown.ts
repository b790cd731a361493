import type { Position } from '#kernel/geometry.ts';
import { say } from '#kernel/text.ts';
import type { Field } from '#modules/cases/api.ts';
import { isPlaced } from '$lib/applying/place.ts';
import type { ShownShape } from './settings.ts';

/** What was drawn among the answers, for a map; empty where nothing was. */
export function shapesIn(
  fields: readonly Field[],
  data: Readonly<Record<string, unknown>>,
  language: string,
): ShownShape[] {
  return fields.flatMap(({ key, type, title }): ShownShape[] => {
    const value = data[key];
    const label = say(title, language);
    if (type === 'point' && isPlaced(value)) {
      return [{ kind: 'point', points: [[value.longitude, value.latitude]], label }];
    }
    if (type !== 'line' && type !== 'polygon' && type !== 'parcel') return [];
    const { points } = (value ?? {}) as { points?: readonly Position[] };
    return points === undefined ? [] : [{ kind: type === 'line' ? 'line' : 'polygon', points, label }];
  });
}
