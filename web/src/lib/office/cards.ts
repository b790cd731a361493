import { type Language, say } from '#kernel/text.ts';
import type { CardEdit, CardWork, CatalogueCard } from '#modules/services/api.ts';
import type { cards as words } from '../messages/ar/cards.ts';
import type { Translate } from '../messages.ts';
import type { FormProblem } from '../problem.ts';

type Key = Extract<keyof typeof words, string>;
type Finding = CardWork['findings'][number];

/** A finding in the reader's language. */
export const findingWords = ({ code, severity, text, remedy }: Finding, language: Language) => ({
  code,
  severity,
  text: say(text, language),
  remedy: say(remedy, language),
});

/** Rows for one more of a list than it has. */
export const SPARE = 2;

const inEach = (path: string, text: Readonly<Record<string, string>> | undefined): [string, string][] =>
  Object.entries(text ?? {}).map(([language, value]) => [`${path}.${language}`, value]);

/** What the form of a card shows. */
export function cardValues(card: CatalogueCard): Record<string, string> {
  const { duration, cost, facts } = card;
  return Object.fromEntries([
    ...inEach('name', card.name),
    ...inEach('description', card.description),
    ...Object.entries(card.synonyms).map(([language, list]) => [`synonyms.${language}`, list.join('\n')]),
    ...card.terms.flatMap(({ text, basis }, i) => [
      ...inEach(`term.${i}`, text),
      [`term.${i}.sure`, basis === 'adopted' || basis === 'seen' ? 'yes' : ''],
    ]),
    ...card.faqs.flatMap(({ question, answer }, i) => [
      ...inEach(`question.${i}`, question),
      ...inEach(`answer.${i}`, answer),
    ]),
    ...card.steps.flatMap(({ text }, i) => inEach(`step.${i}`, text)),
    ['duration.min', duration === null ? '' : String(duration.min)],
    ['duration.max', duration === null ? '' : String(duration.max)],
    ['duration.unit', duration?.unit ?? ''],
    ['duration.sure', duration !== null && (duration.basis === 'adopted' || duration.basis === 'seen') ? 'yes' : ''],
    ['cost.basis', cost?.basis ?? ''],
    ['cost.sure', cost !== null && cost.certainty !== 'assumed' ? 'yes' : ''],
    ['segments', card.segments.join('\n')],
    ['channels', card.channels.join('\n')],
    ['payments', card.payments.join('\n')],
    [
      'fetched',
      card.documents
        .filter(({ by }) => by === 'fetched')
        .map(({ kind }) => kind)
        .join('\n'),
    ],
    ['related', card.related.join('\n')],
    ['confirmed.card', facts.basis === 'adopted' ? 'yes' : ''],
    ['confirmed.steps', facts.steps === 'adopted' ? 'yes' : ''],
    ['active', card.active ? 'yes' : ''],
  ]);
}

/** A fact keeps how sure it was while nobody says otherwise: ticked, the municipality says so; unticked, it does not. */
const sureness = <T extends string>(ticked: boolean, before: T | undefined, same: boolean, loose: T): T | 'adopted' => {
  if (!ticked) return before === undefined || before === 'adopted' || before === ('seen' as T) ? loose : before;
  return same && before === ('seen' as T) ? before : 'adopted';
};

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The card a form describes, from the one it began with. What is wrong with it is for the operation to say. */
export function readCard(data: FormData, from: CatalogueCard, languages: readonly string[]): CardEdit {
  const one = (name: string) => String(data.get(name) ?? '').trim();
  const many = (name: string) => data.getAll(name).map(String).filter(Boolean);
  const lines = (name: string) =>
    one(name)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(Boolean);
  const texts = (path: string) =>
    Object.fromEntries(languages.map((tag) => [tag, one(`${path}.${tag}`)]).filter(([, text]) => text !== ''));
  const rows = <T>(count: number, read: (i: number) => T | null): T[] =>
    Array.from({ length: count + SPARE }, (_, i) => read(i)).filter((row): row is T => row !== null);
  const isEmpty = (text: object) => Object.keys(text).length === 0;

  const terms = rows(from.terms.length, (i) => {
    const text = texts(`term.${i}`);
    const before = from.terms[i];
    const basis = sureness(one(`term.${i}.sure`) === 'yes', before?.basis, isSame(text, before?.text), 'unconfirmed');
    return isEmpty(text) ? null : { text, basis };
  });
  const faqs = rows(from.faqs.length, (i) => {
    const [question, answer] = [texts(`question.${i}`), texts(`answer.${i}`)];
    return isEmpty(question) && isEmpty(answer) ? null : { question, answer };
  });
  const steps = from.steps.map(({ kind }, i) => {
    const text = texts(`step.${i}`);
    return isEmpty(text) ? { kind } : { kind, text };
  });
  const max = one('duration.max');
  const span = {
    min: Number(one('duration.min') || max),
    max: Number(max),
    unit: (one('duration.unit') || null) as NonNullable<CatalogueCard['duration']>['unit'],
  };
  const { basis: known, ...spanBefore } = from.duration ?? { basis: undefined };
  const promised = one('duration.sure') === 'yes';
  const basis = one('cost.basis');
  const fetched = many('fetched');
  const { facts: _, ...rest } = from;
  return {
    ...rest,
    name: texts('name'),
    description: texts('description'),
    synonyms: Object.fromEntries(languages.map((tag) => [tag, lines(`synonyms.${tag}`)])),
    terms,
    faqs,
    steps,
    duration:
      max === '' ? null : { ...span, basis: sureness(promised, known, isSame(span, spanBefore), 'unconfirmed') },
    cost:
      basis === ''
        ? null
        : {
            ...(from.cost?.note === undefined ? {} : { note: from.cost.note }),
            basis,
            certainty: sureness(
              one('cost.sure') === 'yes',
              from.cost?.certainty,
              basis === from.cost?.basis,
              'assumed',
            ),
          },
    segments: many('segments'),
    channels: many('channels'),
    payments: many('payments'),
    documents: from.documents.map((document) => ({
      ...document,
      by: fetched.includes(document.kind) ? 'fetched' : 'applicant',
    })),
    related: lines('related').map((code) => code.toUpperCase()),
    active: one('active') === 'yes',
    confirmed: { card: one('confirmed.card') === 'yes', steps: one('confirmed.steps') === 'yes' },
  };
}

/** The fields of the form for the places a refusal names. */
export const atCardFields = (problem: FormProblem, languages: readonly string[]): FormProblem => ({
  ...problem,
  fields: problem.fields.map(({ path, ...rest }) => {
    const own = path.replace(/^card\./, '');
    const moved = own
      .replace(/^terms\.(\d+)\.text\b/, 'term.$1')
      .replace(/^faqs\.(\d+)\.(question|answer)\b/, '$2.$1')
      .replace(/^steps\.(\d+)\.text\b/, 'step.$1')
      .replace(/^(related|segments|channels|payments)\.\d+$/, '$1')
      .replace(/^(synonyms\.\w+)\.\d+$/, '$1')
      .replace(/^duration$/, 'duration.max');
    return { ...rest, path: ['name', 'description', 'synonyms'].includes(moved) ? `${moved}.${languages[0]}` : moved };
  }),
});

const MEMBERS = [
  'description',
  'name',
  'synonyms',
  'terms',
  'faqs',
  'steps',
  'documents',
  'duration',
  'cost',
  'channels',
  'payments',
  'segments',
  'related',
  'active',
  'facts',
] as const;

const UNITS = ['hour', 'day', 'workingDay', 'month'] as const;
const SURE = [
  'adopted',
  'seen',
  'elsewhere',
  'memory',
  'unconfirmed',
  'assumed',
  'template',
  'excerpt',
  'partly',
  'proposed',
] as const;

/** Names of everything a card can name by its code. */
export function namesOf({ words }: Pick<CardWork, 'words'>, language: Language): ReadonlyMap<string, string> {
  const { segments, attributes, axes, groups, steps, documents, costs, outputs, payments, channels, rules } = words;
  return new Map(
    [segments, attributes, axes, groups, steps, documents, costs, outputs, payments, channels, rules]
      .flat()
      .map(({ code, name }) => [code, say(name, language)]),
  );
}

/** What changed of a card, in words: the part, and what it was and is. */
export function changeOf(
  { path, before, after }: { path: string; before: unknown; after: unknown },
  names: ReadonlyMap<string, string>,
  language: Language,
  t: Translate<Key>,
) {
  const part = MEMBERS.find((one) => path === one || path.startsWith(`${one}.`));
  const code = (value: string): string => {
    const unit = UNITS.find((one) => one === value);
    const sure = SURE.find((one) => one === value);
    if (unit !== undefined) return t(`edit.unit.${unit}`);
    return sure === undefined ? (names.get(value) ?? value) : t(`sure.${sure}`);
  };
  const text = (value: unknown): string => {
    if (value === null || value === undefined) return t('member.nothing');
    if (typeof value === 'boolean') return value ? '✓' : '✗';
    if (Array.isArray(value)) {
      return value.length === 0 ? t('member.nothing') : value.map(text).join(language === 'ar' ? '، ' : ', ');
    }
    if (typeof value !== 'object') return code(String(value));
    const record = value as Readonly<Record<string, unknown>>;
    if (typeof record[language] === 'string') return record[language];
    return Object.values(record).map(text).join(' · ');
  };
  return {
    path,
    label: t(part === undefined ? 'member.other' : `member.${part}`),
    before: text(before),
    after: text(after),
  };
}
