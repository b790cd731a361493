import type { Control } from './design-controls.ts';

/** A part of a design that has a form of its own. */
export type PartKind =
  | 'field'
  | 'page'
  | 'fee'
  | 'condition'
  | 'declaration'
  | 'state'
  | 'action'
  | 'clock'
  | 'document'
  | 'correction'
  | 'offer'
  | 'card';

const KINDS: readonly (readonly [RegExp, PartKind])[] = [
  [/^service\.caseType\.sections\.\d+\.fields\.\d+/, 'field'],
  [/^service\.pages\.\d+/, 'page'],
  [/^service\.fees\.lines\.\d+/, 'fee'],
  [/^service\.eligible\.\d+/, 'condition'],
  [/^service\.declarations\.\d+/, 'declaration'],
  [/^service\.caseType\.flow\.states\.\w+/, 'state'],
  [/^service\.caseType\.flow\.actions\.\w+/, 'action'],
  [/^service\.caseType\.clocks\.\w+/, 'clock'],
  [/^service\.documents\.\w+/, 'document'],
  [/^service\.correction/, 'correction'],
  [/^offer/, 'offer'],
  [/^service/, 'card'],
];

/** The part of a design that a path lies in: what is edited where something is wrong there. */
export function partAt(path: string): { readonly kind: PartKind; readonly base: string } {
  for (const [pattern, kind] of KINDS) {
    const base = pattern.exec(path)?.[0];
    if (base !== undefined) return { kind, base };
  }
  return { kind: 'card', base: 'service' };
}

export type Choice = { readonly value: string; readonly label: string };

/** What the choices of a part's form are made of. */
export interface PartChoices {
  readonly fields: readonly Choice[];
  readonly states: readonly Choice[];
  readonly actions: readonly Choice[];
  readonly teams: readonly Choice[];
  word(key: string): string;
}

export const FIELD_TYPES = [
  'text',
  'longText',
  'number',
  'integer',
  'money',
  'date',
  'choice',
  'multiChoice',
  'yesNo',
  'point',
  'line',
  'polygon',
  'files',
  'identifier',
  'activity',
  'declaration',
  'table',
  'party',
  'object',
] as const;
export const IDENTIFIERS = ['NATIONAL_ID', 'IQAMA', 'CR', 'UNIFIED_700', 'MOBILE', 'IBAN', 'SHORT_ADDRESS'] as const;
const WHO = ['team', 'assignee', 'supervisor', 'applicant', 'system'];
const CATEGORIES = ['open', 'waiting', 'decided', 'done', 'closed'];
const AUDIENCES = ['applicant', 'office', 'agency', 'public'];

/** The form of a part. Labels are keys of the area of words `designer`. */
export function controlsOf(kind: PartKind, choices: PartChoices): Control[] {
  const { word } = choices;
  const named = (group: string, values: readonly string[]): Choice[] =>
    values.map((value) => ({ value, label: word(`${group}.${value}`) }));
  const one = (name: string, kind: Control['kind'], more: Partial<Control> = {}): Control => ({
    name,
    kind,
    label: `c.${name}`,
    ...more,
  });
  const option = [one('value', 'text', { label: 'c.key' }), one('title', 'words')];
  const checks = [one('must', 'feel'), one('text', 'words', { label: 'c.checkText' })];
  const column = [
    one('key', 'text'),
    one('type', 'select', {
      options: named(
        'type',
        FIELD_TYPES.filter((type) => !['table', 'object', 'files', 'declaration'].includes(type)),
      ),
    }),
    one('title', 'words'),
    one('required', 'flag'),
    one('options', 'json', { label: 'c.optionsJson' }),
  ];
  switch (kind) {
    case 'field':
      return [
        one('title', 'words'),
        one('help', 'words'),
        one('type', 'select', { options: named('type', FIELD_TYPES) }),
        one('required', 'required'),
        one('visible', 'feel'),
        one('validate', 'rows', { rows: checks }),
        one('options', 'rows', { rows: option }),
        one('calculate', 'calculate'),
        one('min', 'amount'),
        one('max', 'amount'),
        one('pattern', 'text'),
        one('identifier', 'select', { options: named('identifier', IDENTIFIERS) }),
        one('currency', 'text'),
        one('columns', 'rows', { rows: column }),
        one('dataClass', 'select', { options: named('class', ['public', 'internal', 'personal', 'restricted']) }),
        one('audience', 'checks', { options: named('audience', AUDIENCES) }),
      ];
    case 'page':
      return [one('title', 'words'), one('help', 'words'), one('visible', 'feel')];
    case 'fee':
      return [
        one('title', 'words'),
        one('when', 'feel', { label: 'c.feeWhen' }),
        one('amount', 'feel', { label: 'c.feeAmount' }),
        one('reason', 'words'),
        one('values', 'pairs'),
      ];
    case 'condition':
      return [one('must', 'feel'), one('text', 'words', { label: 'c.checkText' })];
    case 'declaration':
      return [];
    case 'state':
      return [
        one('title.applicant', 'words'),
        one('title.office', 'words'),
        one('category', 'select', { options: named('category', CATEGORIES) }),
      ];
    case 'action':
      return [
        one('title', 'words'),
        one('from', 'checks', { options: choices.states }),
        one('to', 'branches', { options: choices.states }),
        one('by', 'checks', { options: named('who', WHO) }),
        one('audience', 'checks', { options: named('audience', AUDIENCES) }),
        one('when.must', 'feel', { label: 'c.actionWhen' }),
        one('when.text', 'words', { label: 'c.checkText' }),
        one('input', 'json', { label: 'c.inputJson' }),
        one('checks', 'rows', { rows: checks }),
        one('fourEyes', 'checks', { options: choices.actions }),
        one('effects', 'json', { label: 'c.effectsJson' }),
      ];
    case 'clock':
      return [
        one('title', 'words'),
        one('kind', 'select', { options: named('clock', ['acknowledge', 'norm', 'legal', 'timer']) }),
        one('amount', 'amount', { label: 'c.clockAmount' }),
        one('unit', 'select', { options: named('unit', ['hour', 'day', 'workingDay']) }),
        one('startsOn', 'json', { label: 'c.startsOnJson' }),
        one('pausesIn', 'checks', { options: choices.states }),
        one('stopsIn', 'checks', { options: choices.states }),
        one('warnAt', 'number'),
        one('onBreach', 'json', { label: 'c.onBreachJson' }),
      ];
    case 'document':
      return [
        one('title', 'words'),
        one('statement', 'longWords'),
        one('note', 'words'),
        one('kind', 'select', {
          label: 'c.documentKind',
          options: named('document', ['licence', 'permit', 'certificate', 'decision']),
        }),
        one('group', 'text'),
        one('holder', 'json', { label: 'c.holderJson' }),
        one('sections', 'json', { label: 'c.sectionsJson' }),
        one('valid.from', 'feel'),
        one('valid.until', 'feel'),
        one('values', 'pairs'),
        one('grounds', 'rows', {
          rows: [one('ar', 'text', { label: 'c.inArabic' }), one('en', 'text', { label: 'c.inEnglish' })],
        }),
        one('conditionsField', 'select', { options: choices.fields }),
        one('correctable', 'checks', { options: choices.fields }),
      ];
    case 'correction':
      return [
        one('by', 'checks', { options: named('who', WHO) }),
        one('from', 'checks', { options: choices.states }),
        one('to', 'select', { options: choices.states }),
      ];
    case 'offer':
      return [
        one('department', 'text'),
        one('team', 'select', { options: choices.teams }),
        one('terms', 'pairs', { hint: 'terms' }),
        one('source.asOf', 'text'),
        one('source.text', 'words'),
        one('source.sample', 'flag'),
      ];
    case 'card':
      return [
        one('card.name', 'words'),
        one('card.description', 'longWords'),
        one('card.segments', 'checks', { options: named('segment', ['individual', 'business', 'government']) }),
        one('card.cost', 'words'),
        one('number.prefix', 'text'),
        one('number.group', 'text'),
        one('findBy', 'checks', { options: choices.fields }),
        one('caseType.place', 'select', { options: choices.fields }),
        one('caseType.retention.months', 'number'),
      ];
  }
}
