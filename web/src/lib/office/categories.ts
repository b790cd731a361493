import { type Language, say, type Text } from '#kernel/text.ts';
import type { ReportCatalogue, ReportCategory } from '#modules/reports/api.ts';
import type { managing as words } from '../messages/ar/managing.ts';
import type { Translate } from '../messages.ts';
import type { FormProblem } from '../problem.ts';

type Key = Extract<keyof typeof words, string>;
type T = Translate<Key>;

/** One change of a category, as the operation answers. */
export interface CategoryChange {
  readonly code: string;
  readonly name: Text;
  readonly version: number;
  readonly at: string;
  readonly by: Text | null;
  readonly note: string | null;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly members: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  readonly was: ReportCategory | null;
}

const LABELS: Readonly<Record<string, Key>> = {
  group: 'category.group',
  name: 'category.name',
  help: 'category.help',
  words: 'category.words',
  department: 'category.department',
  priority: 'category.priority',
  'resolve.amount': 'category.amount',
  'resolve.unit': 'category.unit',
  'evidence.photoBefore': 'evidence.photoBefore',
  'evidence.photoAfter': 'evidence.photoAfter',
  'evidence.position': 'evidence.position',
  externalOwner: 'category.owner',
  furtherOwners: 'category.further',
  channels: 'category.channels',
  safety: 'flag.safety',
  visualPollution: 'flag.visualPollution',
  public: 'flag.public',
  needsPlace: 'flag.needsPlace',
  emergencyNotice: 'category.emergency',
  active: 'category.active',
};

/** A change in words: what it was and what it became, by the names of the tenant. Provenance is kept, not read. */
export function changeWords(change: CategoryChange, catalogue: ReportCatalogue, language: Language, t: T) {
  const named = [catalogue.groups, catalogue.departments, catalogue.agencies, catalogue.channels].flat();
  const text = (value: unknown): string => {
    if (value === null || value === undefined) return t('none');
    if (typeof value === 'boolean') return value ? '✓' : '✗';
    if (Array.isArray(value))
      return value.length === 0 ? t('none') : value.map(text).join(language === 'ar' ? '، ' : ', ');
    if (typeof value === 'object') {
      const owner = value as { name?: Text };
      return owner.name === undefined ? Object.values(value).map(text).join(' / ') : say(owner.name, language);
    }
    if (value === 'hour' || value === 'day' || value === 'workingDay') return t(`unit.${value}`);
    const found = named.find(({ code }) => code === value);
    return found === undefined ? String(value) : say(found.name, language);
  };
  return {
    code: change.code,
    name: say(change.name, language),
    version: change.version,
    at: change.at,
    by: change.by === null ? null : say(change.by, language),
    note: change.note,
    kind: change.kind,
    mayUndo: change.kind === 'changed',
    members: change.members
      .filter(({ path }) => !path.startsWith('provenance'))
      .map(({ path, before, after }) => {
        const label = LABELS[path] ?? LABELS[path.replace(/\.[^.]*$/, '')];
        return { path, label: label === undefined ? path : t(label), before: text(before), after: text(after) };
      }),
  };
}

/** Who and what a category is, as its form shows it. */
export function categoryValues(category: ReportCategory): Record<string, string> {
  const byLanguage = (name: string, texts: Readonly<Record<string, string>> | null) =>
    Object.entries(texts ?? {}).map(([language, text]) => [`${name}.${language}`, text]);
  const flags = (['safety', 'visualPollution', 'public', 'needsPlace'] as const).filter((flag) => category[flag]);
  const evidence = (['photoBefore', 'photoAfter', 'position'] as const).filter((part) => category.evidence[part]);
  return {
    ...Object.fromEntries([
      ...byLanguage('name', category.name),
      ...byLanguage('help', category.help),
      ...byLanguage('emergencyNotice', category.emergencyNotice),
      ...Object.entries(category.words).map(([language, list]) => [`words.${language}`, list.join('\n')]),
    ]),
    code: category.code,
    group: category.group,
    department: category.department,
    priority: category.priority,
    'resolve.amount': String(category.resolve.amount),
    'resolve.unit': category.resolve.unit,
    evidence: evidence.join('\n'),
    flags: flags.join('\n'),
    externalOwner: category.externalOwner?.code ?? '',
    furtherOwners: category.furtherOwners.join('\n'),
    channels: category.channels.join('\n'),
    active: category.active ? 'yes' : '',
  };
}

/** The category a form describes. What is wrong with it is for the operation to say. */
export function readCategory(
  data: FormData,
  code: string,
  languages: readonly string[],
  agencies: ReportCatalogue['agencies'],
): Record<string, unknown> {
  const one = (name: string) => String(data.get(name) ?? '').trim();
  const all = (name: string) =>
    data
      .getAll(name)
      .map(String)
      .filter((value) => value !== '');
  const texts = (name: string) =>
    Object.fromEntries(
      languages.map((language) => [language, one(`${name}.${language}`)]).filter(([, text]) => text !== ''),
    );
  const notice = texts('emergencyNotice');
  const [evidence, flags] = [all('evidence'), all('flags')];
  return {
    code,
    group: one('group'),
    name: texts('name'),
    help: texts('help'),
    words: Object.fromEntries(
      languages.map((language) => [
        language,
        one(`words.${language}`)
          .split(/\n/)
          .map((word) => word.trim())
          .filter((word) => word !== ''),
      ]),
    ),
    department: one('department'),
    priority: one('priority'),
    resolve: { amount: Number(one('resolve.amount')), unit: one('resolve.unit') },
    evidence: {
      photoBefore: evidence.includes('photoBefore'),
      photoAfter: evidence.includes('photoAfter'),
      position: evidence.includes('position'),
    },
    needsPlace: flags.includes('needsPlace'),
    externalOwner: agencies.find((agency) => agency.code === one('externalOwner')) ?? null,
    furtherOwners: all('furtherOwners'),
    safety: flags.includes('safety'),
    visualPollution: flags.includes('visualPollution'),
    public: flags.includes('public'),
    emergencyNotice: Object.keys(notice).length === 0 ? null : notice,
    active: data.get('active') === 'yes',
    channels: all('channels'),
  };
}

/** The fields of the form for the paths a refusal names. */
export const atCategoryFields = (problem: FormProblem, languages: readonly string[]): FormProblem => ({
  ...problem,
  fields: problem.fields.map(({ path, text }) => {
    const own = path.replace(/^category\./, '').replace(/^(words\.\w+)\.\d+$/, '$1');
    return { path: ['name', 'help', 'words'].includes(own) ? `${own}.${languages[0]}` : own, text };
  }),
});
