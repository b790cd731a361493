import type { Position } from '#kernel/geometry.ts';
import { type Language, say, type Text } from '#kernel/text.ts';

async function ask<Answer>(path: string, query: Record<string, string>, language: Language) {
  const response = await fetch(`/api/v1/territory/${path}?${new URLSearchParams(query)}`, {
    headers: { accept: 'application/json', 'accept-language': language },
  });
  return { ok: response.ok, answer: (await response.json()) as Answer };
}

/** Why a position cannot be taken, in words; null where it can, and where nobody answers. */
export async function refusalAt([longitude, latitude]: Position, language: Language): Promise<string | null> {
  try {
    const query = { longitude: String(longitude), latitude: String(latitude) };
    const { ok, answer } = await ask<{ detail?: string; title?: string }>('location', query, language);
    return ok ? null : (answer.detail ?? answer.title ?? null);
  } catch {
    return null;
  }
}

interface Found {
  readonly items?: readonly {
    readonly name: Text;
    readonly point: { readonly longitude: number; readonly latitude: number };
    readonly within: readonly { readonly name: Text }[];
  }[];
}

/** Districts and landmarks by words of their names; none where nobody answers. */
export async function findPlaces(
  words: string,
  language: Language,
): Promise<{ name: string; within: string; point: Position }[]> {
  try {
    const { answer } = await ask<Found>('places', { q: words.slice(0, 100), limit: '6' }, language);
    return (answer.items ?? []).map(({ name, point, within }) => ({
      name: say(name, language),
      within: within.map((area) => say(area.name, language)).join(language === 'ar' ? '، ' : ', '),
      point: [point.longitude, point.latitude],
    }));
  } catch {
    return [];
  }
}
