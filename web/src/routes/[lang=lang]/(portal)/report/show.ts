import { say, type Text } from '#kernel/text.ts';
import type { PublicReportView, ReportCatalogue, ReportCategory, SuggestedCategories } from '#modules/reports/api.ts';
import type { AreaRef, Located } from '#modules/territory/api.ts';
import { isProblem } from '$lib/problem.ts';
import { mapViewOf, phonesOf, sampleMobile } from '../parts/contact.ts';
import { type AreaRow, writeCoordinates } from '../parts/place.ts';
import { type Draft, pointOf, type Step } from './draft.ts';
import {
  type CategoryRow,
  type CheckView,
  type ContactView,
  categoryRow,
  type DetailsView,
  type PhotoScans,
  type SimilarView,
  type View,
  type WhatView,
  type WhereView,
} from './views.ts';

/** From so many words on, what is looked for is a description of what is wrong. */
const SENTENCE_WORDS = 3;
/** A longer list to choose from is read as "not found". */
const MOST_ROWS = 8;

type Locals = App.Locals;
type Told = Pick<View, 'problem' | 'values'>;

export const catalogueOf = async ({ call }: Locals): Promise<ReportCatalogue> =>
  (await call<{ catalogue: ReportCatalogue }>('reports.get-catalogue', {})).catalogue;

export const categoryOf = (catalogue: ReportCatalogue, code: string): ReportCategory | undefined =>
  catalogue.categories.find((category) => category.code === code);

const iconOf = (catalogue: ReportCatalogue, group: string): string =>
  catalogue.groups.find(({ code }) => code === group)?.icon ?? '';

/** What is suggested for a text, as the server answers it; nothing for a text without words. */
async function suggestedFor({ call }: Locals, text: string, fill = 0) {
  if (text.trim() === '') return [];
  const { answers } = await call<SuggestedCategories>('reports.suggest-categories', { texts: [text], fill });
  return answers[0] ?? [];
}

/** Categories that a text means, as rows to choose from: learned from what the office decided, then by their words. */
export async function rowsFor(locals: Locals, catalogue: ReportCatalogue, question: string): Promise<CategoryRow[]> {
  const suggested = await suggestedFor(locals, question, MOST_ROWS);
  return suggested.flatMap(({ code, basis }) => {
    const category = categoryOf(catalogue, code);
    if (category === undefined) return [];
    return [
      { ...categoryRow(category, iconOf(catalogue, category.group), locals.language), learned: basis === 'learned' },
    ];
  });
}

async function what(locals: Locals, draft: Draft, told: Told, asked: { q: string; group: string }): Promise<WhatView> {
  const catalogue = await catalogueOf(locals);
  const { language } = locals;
  const group = catalogue.groups.find(({ code }) => code === asked.group);
  return {
    step: 'what',
    draft,
    ...told,
    phones: phonesOf(locals.tenant),
    question: asked.q,
    kept: draft.description === '' && asked.q.split(/\s+/).length >= SENTENCE_WORDS ? asked.q : null,
    found: asked.q === '' ? null : await rowsFor(locals, catalogue, asked.q),
    group:
      group === undefined
        ? null
        : {
            code: group.code,
            name: say(group.name, language),
            categories: catalogue.categories
              .filter((category) => category.group === group.code)
              .map((category) => categoryRow(category, group.icon, language)),
          },
    groups: catalogue.groups.map(({ code, name, help, icon }) => ({
      code,
      name: say(name, language),
      help: say(help, language),
      icon,
      count: catalogue.categories.filter((category) => category.group === code).length,
    })),
  };
}

/** Municipalities with their districts, in the order of their names. */
async function areasOf({ call, language }: Locals, whole: (name: string) => string): Promise<WhereView['areas']> {
  const list = async (kind: string) =>
    (await call<{ items: AreaRow[] }>('territory.list-areas', { kind: [kind], limit: 500 })).items;
  const [municipalities, districts] = [await list('municipality'), await list('district')];
  const { compare } = new Intl.Collator(language);
  const option = ({ id, name }: AreaRow) => ({ value: id, label: say(name, language) });
  return municipalities
    .map((municipality) => {
      const own = districts.filter(({ parent }) => parent?.id === municipality.id).map(option);
      const label = say(municipality.name, language);
      const options = own.length > 0 ? own.sort((a, b) => compare(a.label, b.label)) : [option(municipality)];
      return { label, options: own.length > 0 ? options : [{ value: municipality.id, label: whole(label) }] };
    })
    .sort((a, b) => compare(a.label, b.label));
}

const names = (areas: readonly (AreaRef | null | undefined)[], language: string): string =>
  areas
    .flatMap((area) => (area ? [say(area.name as Text, language)] : []))
    .filter((name, i, all) => all.indexOf(name) === i)
    .join(language === 'ar' ? '، ' : ', ');

/** Name of what holds the point of the draft: null without a point or outside; empty where areas have no borders. */
async function placedOf({ call, language }: Locals, draft: Draft): Promise<string | null> {
  const point = pointOf(draft);
  if (point === null) return null;
  try {
    const located = await call<Located>('territory.locate-point', point);
    return names([located.district, located.municipality ?? located.governorate], language);
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}

async function where(
  locals: Locals,
  draft: Draft,
  told: Told,
  asked: { q: string; whole: (name: string) => string },
): Promise<View> {
  const { call, language, tenant } = locals;
  const category = categoryOf(await catalogueOf(locals), draft.category);
  if (category === undefined) return what(locals, draft, told, { q: '', group: '' });
  const search =
    asked.q === ''
      ? null
      : await call<{ items: AreaRow[]; total: number }>('territory.search-places', { q: asked.q, limit: 8 });
  const view = mapViewOf(tenant);
  const point = pointOf(draft);
  return {
    step: 'where',
    draft,
    ...told,
    phones: phonesOf(tenant),
    category: say(category.name, language),
    emergencyNotice: category.emergencyNotice && say(category.emergencyNotice, language),
    needsPlace: category.needsPlace,
    areas: await areasOf(locals, asked.whole),
    question: asked.q,
    found:
      search?.items.map(({ id, name, within = [] }) => ({
        id,
        name: say(name, language),
        within: names(within.slice(0, 2), language),
      })) ?? null,
    foundTotal: search?.total ?? 0,
    placed: await placedOf(locals, draft),
    map: point === null ? view : { ...point, zoom: draft.centre ? 13.5 : 15 },
    example: writeCoordinates(view),
    theme: locals.theme,
  } satisfies WhereView;
}

/** Reports near the draft's place that may be about the same thing; empty without a place. */
export async function similarTo(locals: Locals, draft: Draft): Promise<SimilarView['items']> {
  const point = pointOf(draft);
  if (point === null) return [];
  const { items } = await locals.call<{ items: (PublicReportView & { distanceMetres: number })[] }>(
    'reports.find-similar',
    { ...point, category: draft.category },
  );
  return items.map((item) => ({
    number: item.number,
    category: say(item.category.name, locals.language),
    state: item.state,
    stateTitle: say(item.stateTitle, locals.language),
    description: item.description,
    openedAt: item.openedAt,
    distanceMetres: item.distanceMetres,
    supporters: item.supporters,
    thumbnail: item.photos[0]?.thumbnail ?? null,
  }));
}

/** Photos of the draft that the scanner has not seen yet, or has stopped. */
async function scansOf({ call }: Locals, { photos }: Draft): Promise<PhotoScans> {
  if (photos.length === 0) return {};
  const { items } = await call<{ items: { id: string; scan: string }[] }>('documents.list-upload-states', {
    photos: photos.map(({ id, secret }) => (secret === '' ? { id } : { id, secret })),
  });
  return Object.fromEntries(
    items.flatMap(({ id, scan }) => (scan === 'waiting' || scan === 'infected' ? [[id, scan] as const] : [])),
  );
}

async function check(locals: Locals, draft: Draft, told: Told): Promise<CheckView | WhatView> {
  const catalogue = await catalogueOf(locals);
  const category = categoryOf(catalogue, draft.category);
  if (category === undefined) return what(locals, draft, told, { q: '', group: '' });
  const department = catalogue.departments.find(({ code }) => code === category.department);
  return {
    step: 'check',
    draft,
    scans: await scansOf(locals, draft),
    ...told,
    phones: phonesOf(locals.tenant),
    category: say(category.name, locals.language),
    department: department ? say(department.name, locals.language) : '',
    emergencyNotice: category.emergencyNotice && say(category.emergencyNotice, locals.language),
    isPublic: category.public,
    resolve: category.resolve,
    placed: await placedOf(locals, draft),
    person: locals.person === null ? null : say(locals.person.name, locals.language),
    suggestion: await betterCategory(locals, catalogue, draft),
  };
}

/** Another category that the description speaks for, from what the office decided; never from words alone. */
async function betterCategory(
  locals: Locals,
  catalogue: ReportCatalogue,
  draft: Draft,
): Promise<CheckView['suggestion']> {
  const first = (await suggestedFor(locals, draft.description))[0];
  if (first === undefined || first.basis === 'words' || first.code === draft.category) return null;
  const category = categoryOf(catalogue, first.code);
  return category === undefined
    ? null
    : { code: category.code, name: say(category.name, locals.language), help: say(category.help, locals.language) };
}

export interface Asked {
  readonly q?: string;
  readonly group?: string;
  /** Says "all of this municipality", for those without districts. */
  readonly whole: (name: string) => string;
}

/** The page of a step. Where an answer before it is missing, the page that asks for that. */
export async function show(
  locals: Locals,
  step: Step,
  draft: Draft,
  { q = '', group = '', whole }: Asked,
  told: Told = { problem: null, values: {} },
): Promise<View> {
  const shown = { draft, ...told, phones: phonesOf(locals.tenant) };
  const person = locals.person === null ? null : say(locals.person.name, locals.language);
  switch (step) {
    case 'what':
      return what(locals, draft, told, { q, group });
    case 'where':
      return where(locals, draft, told, { q, whole });
    case 'similar': {
      const items = await similarTo(locals, draft);
      return {
        ...shown,
        step,
        items,
        mobile: sampleMobile(locals.tenant),
        signedIn: person !== null,
      } satisfies SimilarView;
    }
    case 'details':
      return { ...shown, step, scans: await scansOf(locals, draft) } satisfies DetailsView;
    case 'contact':
      return { ...shown, step, person, sampleMobile: sampleMobile(locals.tenant) } satisfies ContactView;
    case 'check':
      return check(locals, draft, told);
  }
}
