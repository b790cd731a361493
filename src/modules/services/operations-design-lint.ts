import type { z } from 'zod';
import { normalise } from '#kernel/arabic.ts';
import type { Bilingual } from '#kernel/text.ts';
import { CaseTypeDocument, lintType } from '#modules/cases/api.ts';
import { lintService } from './lint.ts';
import {
  Activity,
  type CatalogueCard,
  type CatalogueWords,
  type DesignDocument,
  type DesignFinding,
  ServiceDefinition,
  ServiceOffer,
} from './model.ts';
import { composeType } from './rules-compose.ts';
import { fieldsOf, valueAt } from './rules-design-edit.ts';

/** What a design is looked at with besides itself. */
export interface DesignSurroundings {
  readonly languages: readonly string[];
  /** Codes of the tenant's teams. */
  readonly teams: readonly string[];
  /** The catalogue's card of the service, and the words it is written with. */
  readonly card: CatalogueCard | undefined;
  readonly words: CatalogueWords | undefined;
  /** Whether a connector answers such a call. */
  connects(connector: string, call: string): boolean;
}

const TEXTS = {
  shape: { ar: 'لا يطابق الصيغة المقررة.', en: 'This does not have the required shape.' },
  required: { ar: 'لم يكتب هنا شيء، ولا بد منه.', en: 'Nothing is written here, and it is needed.' },
  empty: { ar: 'لا بد من عنصر واحد على الأقل.', en: 'At least one entry is needed.' },
  'page-empty': {
    ar: 'لا تسأل هذه الصفحة عن شيء؛ أضف إليها سؤالًا أو احذفها.',
    en: 'This page asks nothing; add a question to it or remove it.',
  },
  'no-connector': {
    ar: 'لا ربط بهذا الاسم مع جهة أخرى.',
    en: 'There is no connector of this name to another agency.',
  },
  'no-team': { ar: 'لا فريق بهذا الرمز ليتولى الطلبات.', en: 'There is no team of this code to handle applications.' },
  'held-by-state': {
    ar: 'يُطلب من المستفيد ما هو موجود لدى جهة حكومية ({source}): {name}',
    en: 'The applicant is asked for what a body of the state holds already ({source}): {name}',
  },
  'no-term': {
    ar: 'تذكر العبارة مقدارًا ليس في شروط الجهة: {name}',
    en: 'The expression names a term that the municipality has not set: {name}',
  },
} satisfies Record<string, Bilingual>;

type Values = Readonly<Record<string, Bilingual>>;

function filled(code: keyof typeof TEXTS, values: Values = {}): Bilingual {
  const write = (language: 'ar' | 'en') =>
    TEXTS[code][language].replace(/\{(\w+)\}/g, (place, name: string) => values[name]?.[language] ?? place);
  return { ar: write('ar'), en: write('en') };
}

const linesOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 1;
  const members = Object.values(value).filter((one) => one !== undefined);
  return members.length === 0 ? 1 : members.reduce((sum: number, member) => sum + linesOf(member), 2);
};

const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));

/** A document as it is written out and exported: members by name, indented by two spaces. */
export const writtenOut = (document: unknown): string => JSON.stringify(document, (_, value) => sorted(value), 2);

/** The line of `writtenOut` on which the member at a path begins, or as much of the way to it as exists. */
export function lineOf(document: unknown, path: readonly string[]): number {
  let line = 1;
  let node = document;
  for (const step of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) return line;
    for (const [name, member] of Object.entries(sorted(node) as object)) {
      if (name === step) break;
      if (member !== undefined) line += linesOf(member);
    }
    line += 1;
    node = (node as Record<string, unknown>)[step];
  }
  return line;
}

const issueCode = ({ code, path }: z.core.$ZodIssue, root: unknown): 'required' | 'empty' | 'shape' => {
  const value = valueAt(root, path as (string | number)[]);
  if (value === undefined || value === '') return 'required';
  return code === 'too_small' ? 'empty' : 'shape';
};

const HOLDING_TYPES = ['files'];
const TERM = /(?<![\w.])data\s*\.\s*terms\s*\.\s*([A-Za-z_]\w*)/g;

/** Everything wrong with a design, in the order of its document; nothing of `fault` may be left when it is published. */
export function lintDesign(document: DesignDocument, around: DesignSurroundings): DesignFinding[] {
  const found: Omit<DesignFinding, 'line'>[] = [];
  const add = (path: string, code: keyof typeof TEXTS, values?: Values, severity: 'fault' | 'warning' = 'fault') =>
    found.push({ path, code, severity, text: filled(code, values) });

  const shape = (root: string, value: unknown, schema: z.ZodType) => {
    const parsed = schema.safeParse(value);
    for (const issue of parsed.error?.issues ?? []) {
      const path = [root, ...issue.path].join('.').replace('service.caseType.segments', 'service.card.segments');
      if (/^service\.pages\.\d+\.fields$/.test(path)) add(path, 'page-empty');
      else {
        const code = issueCode(issue, value);
        const text = filled(code);
        found.push({
          path,
          code,
          severity: 'fault',
          text: code === 'shape' ? { ...text, en: `${text.en} ${issue.message}` } : text,
        });
      }
    }
    return parsed.success;
  };
  const definition = ServiceDefinition.safeParse(document.service);
  const whole = [
    shape('service', document.service, ServiceDefinition),
    shape('offer', document.offer, ServiceOffer),
    shape('activities', document.activities, Activity.array()),
  ].every(Boolean);
  if (whole && definition.success) {
    const composed = composeType(
      definition.data,
      ServiceOffer.parse(document.offer),
      Activity.array().parse(document.activities),
      1,
    );
    if (shape('service.caseType', composed, CaseTypeDocument)) {
      for (const { path, code, text } of lintService(definition.data, around.languages)) {
        found.push({ path: namedPath(document, path), code, severity: 'fault', text });
      }
      for (const { path, code, severity, text } of lintType(composed, { languages: around.languages })) {
        const own = valueAt(document.service.caseType, placesIn(path).slice(0, 3)) !== undefined;
        // What is added to every service repeats words of this one, whose lack is told where they stand.
        if (!own && code === 'text-missing') continue;
        const ours = !own && /^flow\.actions\.askCorrection\b/.test(path);
        const at = ours ? 'service.correction' : `service.caseType.${path}`;
        found.push({ path: at, code, severity: severity === 'error' ? 'fault' : 'warning', text });
      }
    }
  }
  for (const [index, { connector, call }] of (definition.data?.prefills ?? []).entries()) {
    if (!around.connects(connector, call)) add(`service.prefills.${index}.connector`, 'no-connector');
  }
  if (!around.teams.includes(document.offer.team)) add('offer.team', 'no-team');
  for (const { path, name } of termsMissing(document)) add(path, 'no-term', { name: { ar: name, en: name } });
  for (const one of askedThoughHeld(document, around)) add(one.path, 'held-by-state', one.values, 'warning');
  return found.map((one) => ({ ...one, line: lineOf(document, one.path.split('.')) }));
}

const placesIn = (path: string): (string | number)[] =>
  path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** `lint.ts` names a field by its key alone where it means the field. */
function namedPath(document: DesignDocument, path: string): string {
  const key = /^service\.caseType\.(\w+)$/.exec(path)?.[1];
  const field = key === undefined ? undefined : fieldsOf(document).find((one) => one.field.key === key);
  return field?.path.join('.') ?? path;
}

/** Terms of the tenant that expressions read and the tenant has not set. */
function termsMissing({ service, offer }: DesignDocument): { path: string; name: string }[] {
  const found: { path: string; name: string }[] = [];
  const walk = (node: unknown, path: string) => {
    if (typeof node === 'string') {
      for (const [, name] of node.matchAll(TERM)) {
        // The program itself says which team has an application.
        if (name !== 'team' && offer.terms[name!] === undefined) found.push({ path, name: name! });
      }
    } else if (typeof node === 'object' && node !== null) {
      for (const [key, member] of Object.entries(node)) walk(member, `${path}.${key}`);
    }
  };
  walk(service, 'service');
  return found;
}

/** Files asked of the applicant though the catalogue says that a body of the state holds the document. */
function askedThoughHeld(document: DesignDocument, { card, words }: DesignSurroundings) {
  if (card === undefined || words === undefined) return [];
  const kinds = card.documents.flatMap(({ kind }) => words.documents.find(({ code }) => code === kind) ?? []);
  const held = kinds.filter((kind) => kind.held !== 'none');
  const asked = new Set(document.service.pages.flatMap(({ fields }) => fields));
  const same = (title: Readonly<Record<string, string>>, name: Readonly<Record<string, string>>) =>
    Object.entries(name).some(([language, text]) => {
      const [long, short] = [normalise(title[language] ?? ''), normalise(text)];
      return long !== '' && short !== '' && ` ${long} `.includes(` ${short} `);
    });
  return fieldsOf(document)
    .filter(({ field }) => asked.has(field.key) && HOLDING_TYPES.includes(field.type))
    .flatMap(({ field, path }) => {
      const kind = held.find(({ name }) => same(field.title, name));
      if (kind === undefined) return [];
      const bilingual = (texts: Readonly<Record<string, string>> | null): Bilingual => {
        const first = Object.values(texts ?? {})[0] ?? '';
        return { ar: texts?.ar ?? first, en: texts?.en ?? first };
      };
      return [{ path: path.join('.'), values: { name: bilingual(kind.name), source: bilingual(kind.source) } }];
    });
}
