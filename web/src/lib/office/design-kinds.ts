// Long because the form of every part of a service stands here, one after the other.

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
  | 'opening'
  | 'payment'
  | 'review'
  | 'consultations'
  | 'appointment'
  | 'signing'
  | 'notice'
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
  [/^service\.caseType\.flow\.open/, 'opening'],
  [/^service\.payment/, 'payment'],
  [/^service\.review/, 'review'],
  [/^service\.consultations/, 'consultations'],
  [/^service\.appointment/, 'appointment'],
  [/^service\.signing/, 'signing'],
  [/^service\.caseType\.notices\.\w+/, 'notice'],
  [/^offer/, 'offer'],
  [/^service/, 'card'],
];

/** The part of a design that a path lies in: what is edited where something is wrong there. */
export function partAt(whole: string): { readonly kind: PartKind; readonly base: string } {
  // What a case keeps of a document is written in the document's own form.
  const path = whole.replace(/^service\.caseType\.documents(?=\.)/, 'service.documents');
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
  /** Those of them that hold an identifying number. */
  readonly numbers: readonly Choice[];
  readonly states: readonly Choice[];
  readonly actions: readonly Choice[];
  readonly clocks: readonly Choice[];
  readonly documents: readonly Choice[];
  readonly notices: readonly Choice[];
  readonly teams: readonly Choice[];
  readonly departments: readonly Choice[];
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
  'parcel',
  'files',
  'identifier',
  'activity',
  'declaration',
  'table',
  'party',
  'object',
] as const;
export const IDENTIFIERS = ['NATIONAL_ID', 'IQAMA', 'CR', 'UNIFIED_700', 'MOBILE', 'IBAN', 'SHORT_ADDRESS'] as const;
/** Identifiers of parties that can sign. */
const SIGNERS = ['NATIONAL_ID', 'IQAMA', 'CR', 'UNIFIED_700'];
const WHO = ['team', 'assignee', 'supervisor', 'applicant', 'system'];
const CATEGORIES = ['open', 'waiting', 'decided', 'done', 'closed'];
const UNITS = ['hour', 'day', 'workingDay'];
const AUDIENCES = ['applicant', 'office', 'agency', 'public'];

/** Effects, by what they set in motion; an effect that a form does not know stays as it is. */
export const EFFECTS = [
  'notify',
  'decide',
  'issueDocument',
  'revokeDocument',
  'set',
  'assign',
  'priority',
  'escalate',
  'startClock',
  'stopClock',
  'restartClock',
  'schedule',
  'unschedule',
  'openTask',
  'closeTask',
  'requestCorrection',
  'addParticipant',
  'removeParticipant',
  'relate',
  'startChild',
  'tellChildren',
  'makeBill',
  'emit',
] as const;
/** Results an application may end with, as expressions. */
const RESULTS = ['approved', 'issued', 'refused', 'withdrawn', 'lapsed', 'stopped'];
/** Notices that every service has, besides its own. */
const STANDING_NOTICES = ['applicationIssued', 'applicationRefused'];

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
  const option = [one('value', 'hidden'), one('title', 'words')];
  const options = one('options', 'rows', { rows: option, shape: 'options' });
  const text = [one('text', 'words', { label: 'c.words' })];
  const checks = [one('must', 'feel'), one('text', 'words', { label: 'c.checkText' })];
  const classes = one('dataClass', 'select', {
    options: named('class', ['public', 'internal', 'personal', 'restricted']),
  });
  const plainType = one('type', 'select', {
    options: named(
      'type',
      FIELD_TYPES.filter((type) => !['table', 'object', 'files', 'declaration'].includes(type)),
    ),
  });
  const column = [one('key', 'hidden'), one('title', 'words'), plainType, one('required', 'flag'), classes, options];
  const notices = [
    ...STANDING_NOTICES.filter((key) => !choices.notices.some(({ value }) => value === key)).map((value) => ({
      value,
      label: word(`notice.${value}`),
    })),
    ...choices.notices,
  ];
  const asWho = named('who', WHO);
  const member = (member: string, control: Control['kind'], only: string[], more: Partial<Control> = {}) =>
    one(`${only[0]}-${member}`, control, { member, only, label: `e.${member}`, ...more });
  const effects = [
    one('do', 'select', { label: 'e.do', options: named('do', EFFECTS) }),
    member('notice', 'select', ['notify'], { options: notices }),
    member('to', 'checks', ['notify'], { label: 'e.whom', options: asWho.filter(({ value }) => value !== 'system') }),
    member('result', 'select', ['decide'], {
      options: RESULTS.map((value) => ({ value: `"${value}"`, label: word(`result.${value}`) })),
    }),
    member('reason', 'feel', ['decide']),
    member('document', 'select', ['issueDocument', 'revokeDocument'], { options: choices.documents }),
    member('values', 'pairs', ['set'], { options: choices.fields }),
    member('assignee', 'feel', ['assign', 'openTask']),
    member('team', 'feel', ['assign', 'openTask']),
    member('to', 'feel', ['priority'], { label: 'e.priority' }),
    member('by', 'number', ['escalate']),
    member('clock', 'select', ['startClock', 'stopClock', 'restartClock'], { options: choices.clocks }),
    member('factor', 'number', ['restartClock']),
    member('keepUsed', 'flag', ['restartClock']),
    member('action', 'select', ['schedule', 'unschedule', 'tellChildren'], { options: choices.actions }),
    member('after.amount', 'amount', ['schedule'], { label: 'e.after' }),
    member('after.unit', 'select', ['schedule'], { label: 'c.unit', options: named('unit', UNITS) }),
    member('task', 'text', ['openTask', 'closeTask']),
    member('title', 'words', ['openTask'], { label: 'c.title' }),
    member('role', 'text', ['openTask', 'addParticipant', 'removeParticipant']),
    member('dueClock', 'select', ['openTask'], { options: choices.clocks }),
    member('fields', 'feel', ['requestCorrection'], { label: 'e.correct' }),
    member('message', 'feel', ['requestCorrection']),
    member('of', 'checks', ['requestCorrection'], { options: asWho }),
    member('party', 'feel', ['addParticipant', 'removeParticipant']),
    member('relation', 'text', ['relate']),
    member('case', 'feel', ['relate']),
    member('child', 'text', ['startChild', 'tellChildren']),
    member('data', 'pairs', ['startChild']),
    member('bill', 'text', ['makeBill']),
    member('amount', 'feel', ['makeBill'], { label: 'c.feeAmount' }),
    member('currency', 'text', ['makeBill'], { label: 'c.currency' }),
    member('event', 'text', ['emit']),
    member('payload', 'pairs', ['emit']),
    one('when', 'feel', { label: 'e.when' }),
  ];
  const effectRows = (name: string) => one(name, 'rows', { rows: effects });
  switch (kind) {
    case 'field':
      return [
        one('title', 'words'),
        one('help', 'words'),
        one('type', 'select', { options: named('type', FIELD_TYPES) }),
        one('required', 'required'),
        one('visible', 'feel'),
        one('validate', 'rows', { rows: checks }),
        options,
        one('calculate', 'calculate'),
        one('min', 'amount'),
        one('max', 'amount'),
        one('pattern', 'text'),
        one('identifier', 'select', { options: named('identifier', IDENTIFIERS) }),
        one('currency', 'text'),
        one('columns', 'rows', { rows: column, shape: 'columns' }),
        classes,
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
        one('input', 'rows', {
          shape: 'inputs',
          rows: [
            one('key', 'hidden'),
            one('field', 'select', { label: 'c.inputField', options: choices.fields }),
            ...[
              one('title', 'words', { label: 'c.inputOwn' }),
              plainType,
              one('required', 'flag'),
              classes,
              options,
            ].map((control) => ({ ...control, own: true })),
          ],
        }),
        one('checks', 'rows', { rows: checks }),
        one('fourEyes', 'checks', { options: choices.actions }),
        effectRows('effects'),
      ];
    case 'clock':
      return [
        one('title', 'words'),
        one('kind', 'select', { options: named('clock', ['acknowledge', 'norm', 'legal', 'timer']) }),
        one('amount', 'amount', { label: 'c.clockAmount' }),
        one('unit', 'select', { options: named('unit', UNITS) }),
        one('startsOn', 'select', {
          shape: 'starts',
          options: [
            { value: 'open', label: word('starts.open') },
            ...choices.states.map(({ value, label }) => ({
              value: `state:${value}`,
              label: `${word('starts.state')} ${label}`,
            })),
            ...choices.actions.map(({ value, label }) => ({
              value: `action:${value}`,
              label: `${word('starts.action')} ${label}`,
            })),
          ],
        }),
        one('stopsOn', 'checks', { options: choices.actions }),
        one('pausesIn', 'checks', { options: choices.states }),
        one('stopsIn', 'checks', { options: choices.states }),
        one('warnAt', 'number'),
        effectRows('onWarn'),
        one('onBreach', 'group', {
          shape: 'breach',
          rows: [one('action', 'select', { label: 'c.breachAction', options: choices.actions }), effectRows('effects')],
        }),
        one('audience', 'checks', { options: named('audience', AUDIENCES) }),
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
        one('holder.title', 'words'),
        one('holder.name', 'select', { options: choices.fields }),
        one('holder.person', 'flag'),
        one('holder.identifiers', 'checks', { options: choices.fields }),
        one('sections', 'rows', {
          rows: [
            one('title', 'words', { label: 'c.sectionTitle' }),
            one('lines', 'rows', {
              shape: 'lines',
              rows: [
                one('field', 'select', { label: 'c.lineField', options: choices.fields }),
                one('title', 'words', { label: 'c.lineTitle' }),
                one('value', 'feel', { label: 'c.lineValue', own: true }),
                one('as', 'select', {
                  label: 'c.lineAs',
                  own: true,
                  options: named('as', ['text', 'number', 'date', 'money']),
                }),
                one('unit', 'words', { label: 'c.lineUnit' }),
                one('when', 'feel', { label: 'c.visible' }),
                one('public', 'flag', { label: 'c.linePublic' }),
              ],
            }),
          ],
        }),
        one('valid.from', 'feel'),
        one('valid.until', 'feel'),
        one('values', 'pairs'),
        one('conditions', 'rows', { shape: 'texts', rows: text }),
        one('grounds', 'rows', { shape: 'texts', rows: text }),
        one('conditionsField', 'select', { options: choices.fields }),
        one('correctable', 'checks', { options: choices.fields }),
      ];
    case 'correction':
      return [
        one('by', 'checks', { options: named('who', WHO) }),
        one('from', 'checks', { options: choices.states }),
        one('to', 'select', { options: choices.states }),
      ];
    case 'opening':
      return [effectRows('effects')];
    case 'payment':
      return [
        one('state', 'select', { label: 'c.payState', options: choices.states }),
        one('action', 'select', { label: 'c.payAction', options: choices.actions }),
        one('clock', 'select', { label: 'c.payClock', options: choices.clocks }),
      ];
    case 'review':
      return [
        one('by', 'checks', { options: named('who', WHO) }),
        one('from', 'checks', { options: choices.states }),
        one('checks', 'rows', {
          label: 'c.reviewChecks',
          shape: 'reviews',
          rows: [
            one('key', 'hidden'),
            one('title', 'words'),
            one('help', 'words'),
            one('when', 'feel', { label: 'e.when' }),
          ],
        }),
      ];
    case 'consultations':
      return [
        one('to', 'select', { label: 'c.consultTo', options: choices.states }),
        one('atOnce', 'flag'),
        one('bodies', 'rows', {
          shape: 'bodies',
          rows: [
            one('key', 'hidden'),
            one('title', 'words'),
            one('question', 'words'),
            one('when', 'feel', { label: 'e.when' }),
            one('sees', 'checks', { options: choices.fields }),
          ],
        }),
      ];
    case 'appointment':
      return [
        one('kind', 'text', { label: 'c.visitKind' }),
        one('title', 'words'),
        one('prepare', 'words'),
        one('place', 'select', { label: 'c.visitPlace', options: named('visit', ['site', 'office']) }),
        one('minutes', 'number'),
        one('state', 'select', { label: 'c.visitChoose', options: choices.states }),
        one('booked', 'select', { options: choices.states }),
        one('outcome', 'select', { options: choices.actions }),
        one('clock', 'select', { label: 'c.visitClock', options: choices.clocks }),
        one('by', 'checks', { label: 'c.visitBy', options: named('who', WHO) }),
      ];
    case 'signing':
      return [
        one('signers', 'rows', {
          shape: 'bodies',
          rows: [
            one('key', 'hidden'),
            one('title', 'words'),
            one('declaration', 'words'),
            one('identifier', 'select', { options: named('identifier', SIGNERS) }),
            one('field', 'select', { label: 'c.signField', options: choices.fields }),
            one('column', 'text', { label: 'c.signColumn' }),
            one('when', 'feel', { label: 'e.when' }),
          ],
        }),
        one('remindDays', 'number'),
      ];
    case 'notice':
      return [
        one('title', 'words', { label: 'c.noticeTitle' }),
        one('body', 'longWords'),
        one('to', 'checks', { label: 'e.whom', options: asWho.filter(({ value }) => value !== 'system') }),
        one('urgent', 'flag'),
      ];
    case 'offer':
      return [
        one('department', 'select', { options: choices.departments }),
        one('team', 'select', { options: choices.teams }),
        one('terms', 'pairs', { hint: 'terms', shape: 'terms' }),
        one('vat', 'pairs', { hint: 'vat', shape: 'terms' }),
        one('consulted', 'rows', {
          shape: 'record',
          rows: [
            one('key', 'text', { label: 'c.consultedKey' }),
            one('team', 'select', { options: choices.teams }),
            one('agency', 'text'),
            one('amount', 'number', { label: 'c.clockAmount' }),
            one('unit', 'select', { options: named('unit', UNITS) }),
            one('silence', 'select', { options: named('silence', ['agreed', 'escalate']) }),
          ],
        }),
        one('conditions', 'rows', { label: 'c.offerConditions', shape: 'texts', rows: text }),
        one('grounds', 'rows', { label: 'c.offerGrounds', shape: 'texts', rows: text }),
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
        one('applicantFields', 'checks', { options: choices.numbers }),
        one('caseType.place', 'select', { options: choices.fields }),
        one('caseType.retention.months', 'number'),
      ];
  }
}
