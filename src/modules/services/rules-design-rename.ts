import type { DesignDocument, DesignPath } from './model.ts';

/** What a key of a design is a key of. */
type Named = 'field' | 'page' | 'state' | 'action' | 'clock' | 'document' | 'notice' | 'fee' | 'term';

const PLACES: readonly (readonly [RegExp, Named])[] = [
  [/^service\.caseType\.sections\.\d+\.fields\.\d+$/, 'field'],
  [/^service\.pages\.\d+$/, 'page'],
  [/^service\.caseType\.flow\.states\.\w+$/, 'state'],
  [/^service\.caseType\.flow\.actions\.\w+$/, 'action'],
  [/^service\.caseType\.clocks\.\w+$/, 'clock'],
  [/^service\.documents\.\w+$/, 'document'],
  [/^service\.caseType\.notices\.\w+$/, 'notice'],
  [/^service\.fees\.lines\.\d+$/, 'fee'],
  [/^offer\.terms\.\w+$/, 'term'],
];

/** What stands at a path and has a key that other parts name it by. */
export const namedAt = (path: DesignPath): Named | undefined =>
  PLACES.find(([pattern]) => pattern.test(path.join('.')))?.[1];

/** Members whose text, or list of texts, is a key of the kind. */
const REFERENCES: Readonly<Record<Named, readonly string[]>> = {
  field: [
    ...['fields', 'findBy', 'place', 'input', 'name', 'identifiers', 'field', 'replaces', 'conditionsField'],
    ...['correctable', 'sees', 'needs', 'locked', 'into', 'applicantFields'],
  ],
  page: ['page'],
  state: ['initial', 'from', 'to', 'stopsIn', 'pausesIn', 'state', 'booked'],
  action: ['action', 'fourEyes', 'stopsOn', 'whenClosed', 'outcome'],
  clock: ['clock', 'dueClock'],
  document: ['document'],
  notice: ['notice'],
  fee: [],
  term: [],
};

/** Members that are keyed by keys of the kind. */
const KEYED: Readonly<Record<Named, readonly string[]>> = {
  field: ['values', 'map'],
  page: [],
  state: ['states'],
  action: ['actions'],
  clock: ['clocks'],
  document: ['documents'],
  notice: ['notices'],
  fee: ['vat'],
  term: ['terms'],
};

/** Members that are texts for people: what is written there is no expression. */
const WORDS = new Set(['title', 'text', 'help', 'reason', 'question', 'description', 'card', 'source', 'purpose']);
const STRINGS = /("(?:[^"\\]|\\.)*")/;

/** An expression in which `data.from` (or another holder of the key) is called `data.to`. */
function inExpression(feel: string, holders: readonly string[], from: string, to: string): string {
  const pattern = new RegExp(`(?<![\\w.])((?:${holders.join('|')})\\s*\\.\\s*)${from}(?!\\w)`, 'g');
  return feel
    .split(STRINGS)
    .map((part) => (part.startsWith('"') ? part : part.replace(pattern, (_, holder: string) => `${holder}${to}`)))
    .join('');
}

const HOLDERS: Partial<Record<Named, readonly string[]>> = {
  field: ['data', 'input'],
  term: ['data\\s*\\.\\s*terms'],
};

/** A document in which a key is another, wherever it is named. The key itself is changed, too. */
export function renameKey(document: DesignDocument, kind: Named, from: string, to: string): DesignDocument {
  const references = new Set(REFERENCES[kind]);
  const keyed = new Set(KEYED[kind]);
  const holders = HOLDERS[kind];
  const place = new RegExp(`\\{${from}\\}`, 'g');

  const walk = (node: unknown, member: string, above: string, inWords: boolean): unknown => {
    if (typeof node === 'string') {
      if (references.has(member) && node === from) return to;
      // Places of a text, such as `{guests}`, are filled with answers.
      if (kind === 'field' && inWords) return node.replace(place, `{${to}}`);
      return holders === undefined || inWords ? node : inExpression(node, holders, from, to);
    }
    if (Array.isArray(node)) return node.map((one) => walk(one, member, above, inWords));
    if (typeof node !== 'object' || node === null) return node;
    const renamesMembers = keyed.has(member);
    return Object.fromEntries(
      Object.entries(node).map(([name, value]) => [
        renamesMembers && name === from ? to : name,
        walk(
          value,
          name,
          member,
          inWords || (isWords(value) && WORDS.has(name)) || name === 'body' || name === 'statement',
        ),
      ]),
    );
  };
  const changed = walk(document, '', '', false) as DesignDocument;
  const { service } = changed;
  const own = (list: { key?: unknown }[]) => {
    for (const one of list) if (one.key === from) one.key = to;
  };
  if (kind === 'field') for (const section of service.caseType.sections) own(section.fields);
  if (kind === 'page') own([...service.pages, ...service.caseType.sections]);
  if (kind === 'fee') own(service.fees?.lines ?? []);
  return changed;
}

const isWords = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((one) => typeof one === 'string' || isWords(one));

/** All keys of a kind that a design has. */
export function keysOf({ service, offer }: DesignDocument, kind: Named): string[] {
  const { caseType } = service;
  switch (kind) {
    case 'field':
      return caseType.sections.flatMap(({ fields }) => fields.map(({ key }) => key));
    case 'page':
      return [...service.pages, ...caseType.sections].map(({ key }) => key);
    case 'state':
      return Object.keys(caseType.flow.states);
    case 'action':
      return Object.keys(caseType.flow.actions);
    case 'clock':
      return Object.keys(caseType.clocks);
    case 'document':
      return Object.keys(service.documents);
    case 'notice':
      return Object.keys(caseType.notices);
    case 'fee':
      return (service.fees?.lines ?? []).map(({ key }) => String(key));
    case 'term':
      return Object.keys(offer.terms);
  }
}

/** A key like this one that is free: `guests2`. */
export function freeKey(key: string, taken: readonly string[]): string {
  const stem = key.replace(/\d+$/, '');
  for (let n = 2; ; n++) if (!taken.includes(`${stem}${n}`)) return `${stem}${n}`;
}
