import type { Point } from '#kernel/place.ts';
import type { Field } from '#modules/cases/api.ts';
import type { MapSetting } from '$lib/drawing/settings.ts';

/** A field of a case type's form: what the engine asks with an action. */
export type CaseField = Field;

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ChoiceGroup {
  readonly value: string;
  readonly label: string;
  readonly options: readonly Choice[];
}

export interface FormPhoto {
  readonly id: string;
  readonly secret: string | null;
  readonly thumbnail: string;
}

/** Ready answers for the long text of a form, filled from the report. */
export interface FormPhrases {
  /** Key of the field they are put into. */
  readonly field: string;
  /** The language the reporter is written to. */
  readonly language: string;
  readonly items: readonly {
    readonly key: string;
    readonly title: string;
    readonly texts: readonly { readonly language: string; readonly text: string }[];
  }[];
}

/** What a form knows beside its fields: who and what can be chosen, and what the case already holds. */
export interface FormSurroundings {
  readonly teams: readonly Choice[];
  readonly people: readonly Choice[];
  /** Said below the choice of a person, where not everybody is in it. */
  readonly peopleHint: string | null;
  readonly agencies: readonly Choice[];
  readonly categories: readonly ChoiceGroup[];
  /** Names of the priorities 1 to 4. */
  readonly priorities: readonly string[];
  /** Photos the case has, by field. */
  readonly photos: Readonly<Record<string, readonly FormPhoto[]>>;
  /** The place of the case, and how near a position must be to it. */
  readonly target: Point | null;
  readonly limitMetres: number | null;
  readonly phrases?: FormPhrases;
  /** The map that lines and areas are drawn on; without it their coordinates are typed. */
  readonly map?: MapSetting;
  /** Whether a date may be written in the Hijri calendar too. */
  readonly hijri?: boolean;
}
