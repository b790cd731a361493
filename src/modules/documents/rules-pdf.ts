import { documentProblems } from './model.ts';

export const MOST_PDF_PAGES = 300;

/** Names of a file, with how often each was met, and its pages. */
export interface Found {
  readonly names: Map<string, number>;
  pages: number;
}

/**
 * Names by which a PDF runs, opens, sends or carries something (ISO 32000-1, 12.6.4, 7.11.4, 13; XFA forms). Links to
 * addresses (`URI`) and to pages (`GoTo`) are what every report has, and stay.
 */
const ACTIVE = new Set([
  'JavaScript',
  'JS',
  'Launch',
  'EmbeddedFile',
  'EmbeddedFiles',
  'AF',
  'RichMedia',
  'RichMediaContent',
  'XFA',
  'SubmitForm',
  'ImportData',
  'GoToR',
  'GoToE',
  'Rendition',
  'Movie',
  'Sound',
  'Trans3D',
  'GoTo3DView',
  '3D',
]);

/** What no honest text holds by chance: looked for in the raw bytes, too, in case a reader is led into a string. */
const TELLING = /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)\b/;

const unescaped = (name: string): string =>
  name.replace(/#([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** Whether a name is written in digits to look like another: nobody writes `/J#61vaScript` by accident. */
const hiddenNames = (text: string): boolean =>
  [...text.matchAll(/\/((?:[A-Za-z0-9]|#[0-9a-fA-F]{2}){2,60})/g)].some(
    ([, name]) => name!.includes('#') && ACTIVE.has(unescaped(name!)),
  );

/** Whether bytes say of themselves that they are a PDF, from the very first. */
export const isPdf = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44 && bytes[3] === 0x46 && bytes[4] === 0x2d;

/** Declared as a PDF, or as nothing in particular. */
export const mayBePdf = (declaredType: string | null | undefined): boolean =>
  !declaredType || /^application\/(pdf|x-pdf|octet-stream)\s*(;.*)?$/i.test(declaredType);

/** Every stream of a file with the dictionary before it: where its bytes begin and end. */
export function* streamsOf(text: string): Generator<{ dictionary: string; start: number; end: number }> {
  const word = /\bstream(?:\r\n|\n|\r)/g;
  for (let match = word.exec(text); match !== null; match = word.exec(text)) {
    const start = match.index + match[0].length;
    const opened = text.lastIndexOf(' obj', match.index);
    const dictionary = text.slice(Math.max(0, opened, match.index - 8_192), match.index);
    if (!dictionary.trimEnd().endsWith('>>')) continue;
    const end = text.indexOf('endstream', start);
    if (end < 0) return;
    yield { dictionary, start, end };
    word.lastIndex = end;
  }
}

/** The filters of a stream, in the order they are undone, and whether it holds the pixels of a picture. */
export function dictionaryOf(dictionary: string): { readonly filters: readonly string[]; readonly picture: boolean } {
  const plain = dictionary.replace(/#([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  const [, list = ''] = /\/(?:Filter|F)\s*(\[[^\]]*\]|\/\w+)/.exec(plain) ?? [];
  const filters = [...list.matchAll(/\/(\w+)/g)].map(([, name]) => name!);
  return { filters, picture: /\/Subtype\s*\/Image\b/.test(plain) && !/\/Type\s*\/(?:ObjStm|XRef)\b/.test(plain) };
}

/** Notes the names in a piece of a file, apart from those in strings and comments. */
export function namesIn(text: string, found: Found): void {
  const token = /\\.|%[^\r\n]*|\((?:\\.|[^()\\])*\)|\/([^\s()<>[\]{}/%]*)/gs;
  let before = '';
  for (const [, name] of text.matchAll(token)) {
    if (name === undefined) continue;
    const plain = unescaped(name);
    found.names.set(plain, (found.names.get(plain) ?? 0) + 1);
    if (before === 'Type' && plain === 'Page') found.pages += 1;
    before = plain;
  }
}

/**
 * How many pages a file has, once nothing in it speaks against taking it.
 * @throws documents.pdf-encrypted, .pdf-active, .pdf-unreadable, .pdf-too-many-pages
 */
export function judgePdf(text: string, { names, pages }: Found): number {
  if (names.has('Encrypt')) throw documentProblems['pdf-encrypted']();
  const active = [...names.keys()].some((name) => ACTIVE.has(name));
  if (active || TELLING.test(text) || hiddenNames(text)) throw documentProblems['pdf-active']();
  // What stands behind the end belongs to another kind of file.
  const end = text.lastIndexOf('%%EOF');
  if (end < 0 || text.slice(end + 5).trim().length > 0) throw documentProblems['pdf-unreadable']();
  if (pages === 0) throw documentProblems['pdf-unreadable']();
  if (pages > MOST_PDF_PAGES) throw documentProblems['pdf-too-many-pages']({ values: { most: MOST_PDF_PAGES } });
  return pages;
}
