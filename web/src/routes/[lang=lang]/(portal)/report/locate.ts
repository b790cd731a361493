import type { Point } from '#kernel/place.ts';
import { type Language, say, type Text } from '#kernel/text.ts';

interface Answer {
  readonly district?: { name: Text } | null;
  readonly municipality?: { name: Text } | null;
  readonly governorate?: { name: Text } | null;
  /** Of a refusal (RFC 9457), in the language that was asked for. */
  readonly detail?: string;
  readonly title?: string;
}

/**
 * Asks, from the browser, what lies at a point: its name (empty where areas have no borders), or why it is refused.
 * Without an answer nothing is said: the form asks again when it is sent.
 */
export async function located(
  { longitude, latitude }: Point,
  language: Language,
): Promise<{ placed: string | null; refused: string | null }> {
  const query = new URLSearchParams({ longitude: String(longitude), latitude: String(latitude) });
  try {
    const response = await fetch(`/api/v1/territory/location?${query}`, { headers: { 'accept-language': language } });
    const answer = (await response.json()) as Answer;
    if (!response.ok) return { placed: null, refused: answer.detail ?? answer.title ?? null };
    const names = [answer.district, answer.municipality ?? answer.governorate].flatMap((area) =>
      area ? [say(area.name, language)] : [],
    );
    return { placed: [...new Set(names)].join(language === 'ar' ? '، ' : ', '), refused: null };
  } catch {
    return { placed: null, refused: null };
  }
}

/** An open report near the mark, as far as the map's page tells of it before the next step asks about it. */
export interface Neighbour {
  readonly number: string;
  readonly category: string;
  readonly stateTitle: string;
  readonly distanceMetres: number;
  readonly openedAt: string;
  readonly thumbnail: string | null;
}

/** Asks, from the browser, which open reports near a point may be about the same thing; none without an answer. */
export async function neighboursOf(
  { longitude, latitude }: Point,
  category: string,
  language: Language,
): Promise<Neighbour[]> {
  const query = new URLSearchParams({ longitude: String(longitude), latitude: String(latitude), category });
  try {
    const response = await fetch(`/api/v1/reports-similar?${query}`, { headers: { 'accept-language': language } });
    if (!response.ok) return [];
    const { items } = (await response.json()) as {
      items: (Omit<Neighbour, 'category' | 'stateTitle' | 'thumbnail'> & {
        category: { name: Text };
        stateTitle: Text;
        photos: { thumbnail: string }[];
      })[];
    };
    return items.slice(0, 3).map(({ number, category: { name }, stateTitle, distanceMetres, openedAt, photos }) => ({
      number,
      category: say(name, language),
      stateTitle: say(stateTitle, language),
      distanceMetres,
      openedAt,
      thumbnail: photos[0]?.thumbnail ?? null,
    }));
  } catch {
    return [];
  }
}
