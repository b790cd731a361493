import { LAND_USES, type Parcel, type ParcelName } from '#kernel/parcel.ts';
import { fill, type Language, say } from '#kernel/text.ts';
import type { MapSetting } from './settings.ts';

/** Whether an answer holds what the register says of a parcel, beside its numbers. */
export const isParcel = (value: unknown): value is Parcel =>
  typeof value === 'object' && value !== null && 'plan' in value && 'squareMetres' in value;

export const isParcelName = (value: unknown): value is ParcelName =>
  typeof value === 'object' && value !== null && 'plan' in value && 'number' in value;

/** What is told of a parcel, in the order it is told. */
export const PARCEL_FACTS = ['told', 'district', 'municipality', 'area', 'landUse'] as const;
export type ParcelFact = (typeof PARCEL_FACTS)[number];

/** The places in braces are filled here. */
export interface ParcelWords {
  readonly told: string;
  readonly metres: string;
}

/** A parcel in words, fact by fact; empty where the register says nothing. `write` writes a number. */
export function parcelFacts(
  parcel: Parcel,
  language: Language,
  words: ParcelWords,
  write: (value: number) => string,
): Readonly<Record<ParcelFact, string>> {
  return {
    told: fill(words.told, { plan: parcel.plan, number: parcel.number }),
    district: say(parcel.districtName, language),
    municipality: say(parcel.municipalityName, language),
    area: fill(words.metres, { area: write(parcel.squareMetres) }),
    landUse: LAND_USES[parcel.landUse]?.[language] ?? '',
  };
}

/** Words that the script says, in the language of the page. */
export const PARCEL_SPOKEN = ['map', 'told', 'metres', 'closer', 'empty', 'searching', 'failed'] as const;

/** What the script that chooses a parcel is told, as JSON in `data-parcels`. */
export interface ParcelSetting {
  /** The name of the question; its boxes are `<name>.plan` and `<name>.number`. */
  readonly name: string;
  readonly map: MapSetting;
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  readonly chosen: Parcel | null;
  readonly words: Readonly<Record<(typeof PARCEL_SPOKEN)[number] | 'zoomIn' | 'zoomOut', string>>;
}
