import { say } from '#kernel/text.ts';
import type { ReportCategory } from '#modules/reports/api.ts';
import type { FormProblem } from '$lib/problem.ts';
import type { Phones } from '../parts/contact.ts';
import type { Draft } from './draft.ts';

/** What a step's page shows. Plain data in the reader's language: the step with the map sends it to the browser. */
interface Shown {
  readonly draft: Draft;
  readonly problem: FormProblem | null;
  /** What was typed in the refused step. */
  readonly values: Readonly<Record<string, string>>;
  readonly phones: Phones;
}

export interface CategoryRow {
  readonly code: string;
  readonly name: string;
  readonly help: string;
  readonly icon: string;
  readonly emergency: boolean;
  /** Found by what the office decided of reports like it, rather than by the words of the category. */
  readonly learned?: boolean;
}

export interface WhatView extends Shown {
  readonly step: 'what';
  readonly question: string;
  /** The question where it reads like a description: it goes on as one, so that nobody writes it twice. */
  readonly kept: string | null;
  /** The answer to the question; null when none was asked. */
  readonly found: readonly CategoryRow[] | null;
  readonly group: { readonly code: string; readonly name: string; readonly categories: readonly CategoryRow[] } | null;
  readonly groups: readonly {
    readonly code: string;
    readonly name: string;
    readonly help: string;
    readonly icon: string;
    readonly count: number;
  }[];
}

/** How the scan of a photo stands that is not simply fine. */
export type PhotoScans = Readonly<Record<string, 'waiting' | 'infected'>>;

export interface Option {
  readonly value: string;
  readonly label: string;
}

export interface WhereView extends Shown {
  readonly step: 'where';
  readonly category: string;
  readonly emergencyNotice: string | null;
  readonly needsPlace: boolean;
  /** Municipalities with their districts; empty where the tenant has none. */
  readonly areas: readonly { readonly label: string; readonly options: readonly Option[] }[];
  readonly question: string;
  readonly found: readonly { readonly id: string; readonly name: string; readonly within: string }[] | null;
  readonly foundTotal: number;
  /** Name of what holds the point; null when nothing is chosen, empty where areas have no borders. */
  readonly placed: string | null;
  readonly map: { readonly longitude: number; readonly latitude: number; readonly zoom: number };
  readonly example: string;
  readonly theme: 'light' | 'dark' | 'auto';
}

export interface SimilarView extends Shown {
  readonly step: 'similar';
  readonly signedIn: boolean;
  /** A mobile number as an example. */
  readonly mobile: string;
  readonly items: readonly {
    readonly number: string;
    readonly category: string;
    readonly state: string;
    readonly stateTitle: string;
    readonly description: string | null;
    readonly openedAt: string;
    readonly distanceMetres: number;
    readonly supporters: number;
    readonly thumbnail: string | null;
  }[];
}

export interface DetailsView extends Shown {
  readonly step: 'details';
  readonly scans: PhotoScans;
}

export interface ContactView extends Shown {
  readonly step: 'contact';
  readonly person: string | null;
  readonly sampleMobile: string;
}

export interface CheckView extends Shown {
  readonly step: 'check';
  readonly scans: PhotoScans;
  readonly category: string;
  readonly department: string;
  readonly emergencyNotice: string | null;
  readonly isPublic: boolean;
  readonly resolve: ReportCategory['resolve'];
  readonly placed: string | null;
  readonly person: string | null;
  /** Another category that the description speaks for. */
  readonly suggestion: { readonly code: string; readonly name: string; readonly help: string } | null;
}

export type View = WhatView | WhereView | SimilarView | DetailsView | ContactView | CheckView;

export const categoryRow = (category: ReportCategory, icon: string, language: string): CategoryRow => ({
  code: category.code,
  name: say(category.name, language),
  help: say(category.help, language),
  icon,
  emergency: category.emergencyNotice !== null,
});
