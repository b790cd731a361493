import { normalise } from './arabic-forms.ts';
import type { Position } from './geometry.ts';
import type { Point } from './place.ts';
import type { Bilingual, Text } from './text.ts';

/** What a plan sets a parcel aside for, in the words of planning offices. */
export const LAND_USES = {
  residential: { ar: 'سكني', en: 'Residential' },
  mixed: { ar: 'سكني تجاري', en: 'Residential and commercial' },
  commercial: { ar: 'تجاري', en: 'Commercial' },
  offices: { ar: 'إداري', en: 'Offices' },
  industrial: { ar: 'صناعي', en: 'Industrial' },
  warehouse: { ar: 'مستودعات', en: 'Warehouses' },
  agricultural: { ar: 'زراعي', en: 'Agricultural' },
  education: { ar: 'مرفق تعليمي', en: 'Education' },
  health: { ar: 'مرفق صحي', en: 'Health' },
  mosque: { ar: 'مسجد', en: 'Mosque' },
  park: { ar: 'حديقة', en: 'Park' },
  recreation: { ar: 'ترفيهي', en: 'Recreation' },
  utilities: { ar: 'خدمات ومرافق عامة', en: 'Utilities and public services' },
} as const satisfies Record<string, Bilingual>;
export type LandUse = keyof typeof LAND_USES;

export const isLandUse = (value: unknown): value is LandUse =>
  typeof value === 'string' && Object.hasOwn(LAND_USES, value);

/** A parcel as people name it: the number of the approved plan, and its own within that plan. */
export interface ParcelName {
  readonly plan: string;
  readonly number: string;
}

/**
 * A parcel as the register has it: what an answer to a question about land holds, and what expressions read. `district`
 * and `municipality` are their codes; `points` the corners of its border, the first one not repeated.
 */
export interface Parcel extends ParcelName, Point {
  readonly squareMetres: number;
  readonly landUse: LandUse;
  readonly district: string | null;
  readonly districtName: Text;
  readonly municipality: string | null;
  readonly municipalityName: Text;
  readonly points: readonly Position[];
  /** The border shows roughly where the parcel lies and settles no question of land. */
  readonly approximate: boolean;
}

/** The most characters of the number of a plan or of a parcel. */
export const LONGEST_PARCEL_NUMBER = 40;

/**
 * The form of a number by which it is found, however it was typed: `١٢ / أ`, `12/ا` and `12\أ` are one parcel. Empty for
 * what holds neither letter nor digit.
 */
export function parcelKey(written: string): string {
  const key = normalise(written)
    .replace(/[\\\u2044\u2215\u066a]/g, '/')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, '');
  return /[\p{L}\p{N}]/u.test(key) ? key : '';
}
