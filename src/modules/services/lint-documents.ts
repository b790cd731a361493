import { parseExpression } from '#kernel/expression.ts';
import type { DocumentTemplate, ServiceDefinition } from './model.ts';

export type DocumentFault =
  | 'document-missing'
  | 'document-unknown'
  | 'document-not-issued'
  | 'document-line'
  | 'unknown-field'
  | 'expression'
  | 'expression-name'
  | 'place-unfilled';

/** Types of answers that cannot be written on paper. */
const UNWRITTEN = ['files', 'declaration', 'object', 'party'];
const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const DATA = /(?<![\w.])data\s*\.\s*([A-Za-z_]\w*)/g;
const PLACE = /\{(\w+)\}/g;

/** Every document that a flow issues. */
function issuedBy(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { do: does, document } = node as { do?: unknown; document?: unknown };
  const own = does === 'issueDocument' && typeof document === 'string' ? [document] : [];
  return [...own, ...Object.values(node).flatMap(issuedBy)];
}

/** What is wrong with the templates of what a service issues: `add` is told each place. */
export function lintDocuments(
  { documents, caseType }: Pick<ServiceDefinition, 'documents' | 'caseType'>,
  known: ReadonlySet<string>,
  add: (path: string, code: DocumentFault) => void,
): void {
  const types = new Map(caseType.sections.flatMap(({ fields }) => fields.map(({ key, type }) => [key, type])));
  const issued = new Set(issuedBy(caseType.flow));
  const named = caseType.documents ?? {};
  for (const key of Object.keys(named)) {
    if (documents[key] === undefined) add(`service.documents.${key}`, 'document-missing');
    if (!issued.has(key)) add(`service.caseType.documents.${key}`, 'document-not-issued');
  }
  for (const [key, template] of Object.entries(documents)) {
    const path = `service.documents.${key}`;
    if (named[key] === undefined) add(path, 'document-unknown');
    lintTemplate(template, path);
  }

  function lintTemplate(template: DocumentTemplate, path: string): void {
    const feel = (text: string | undefined, place: string) => {
      if (text === undefined) return;
      const parsed = parseExpression(text);
      if (!parsed.ok) add(place, 'expression');
      else if (parsed.names.some((name) => name !== 'data')) add(place, 'expression-name');
      else if ([...text.replace(STRINGS, '""').matchAll(DATA)].some(([, name]) => !known.has(name!))) {
        add(place, 'expression-name');
      }
    };
    const field = (name: string, place: string) => {
      const type = types.get(name);
      if (type === undefined) add(place, 'unknown-field');
      else if (UNWRITTEN.includes(type)) add(place, 'document-line');
    };
    const { statement, values, holder, sections, valid, conditionsField, correctable, replaces } = template;
    for (const [language, text] of Object.entries(statement)) {
      const unfilled = [...text.matchAll(PLACE)].some(([, name]) => values[name!] === undefined && !types.has(name!));
      if (unfilled) add(`${path}.statement.${language}`, 'place-unfilled');
    }
    for (const [name, text] of Object.entries(values)) feel(text, `${path}.values.${name}`);
    for (const name of [holder.name, ...holder.identifiers]) field(name, `${path}.holder.${name}`);
    for (const [at, { lines }] of sections.entries()) {
      for (const [index, line] of lines.entries()) {
        const place = `${path}.sections.${at}.lines.${index}`;
        feel(line.when, `${place}.when`);
        if ('field' in line) field(line.field, `${place}.field`);
        else feel(line.value, `${place}.value`);
      }
    }
    feel(valid.from, `${path}.valid.from`);
    feel(valid.until, `${path}.valid.until`);
    if (conditionsField !== undefined) field(conditionsField, `${path}.conditionsField`);
    if (replaces !== undefined) field(replaces, `${path}.replaces`);
    for (const name of correctable) field(name, `${path}.correctable`);
  }
}
