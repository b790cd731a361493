import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** What a document is made of: text, a list of elements of one name, or elements by name. */
export type XmlValue = string | number | boolean | null | readonly XmlValue[] | { readonly [name: string]: XmlValue };

/** Characters that XML 1.0 (section 2.2) does not know, however they are written. */
const UNKNOWN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNKNOWN, '')
    .replace(/[&<>"']/g, (character) => ESCAPES[character]!);

/**
 * A document of one root element. Members of a list become elements of the singular that `singulars` gives for the name
 * of the list; null is an empty element.
 */
export function writeXml(root: string, value: XmlValue, singulars: Readonly<Record<string, string>>): string {
  const element = (name: string, content: XmlValue): string => {
    if (content === null) return `<${name}></${name}>`;
    if (typeof content !== 'object') return `<${name}>${escaped(String(content))}</${name}>`;
    if (Array.isArray(content)) {
      const single = singulars[name];
      if (single === undefined) throw new Error(`no name for the members of the list ${name}`);
      return `<${name}>${content.map((member: XmlValue) => element(single, member)).join('')}</${name}>`;
    }
    const members = Object.entries(content).map(([key, member]) => element(key, member));
    return `<${name}>${members.join('')}</${name}>`;
  };
  return `<?xml version="1.0" encoding="utf-8"?>\n${element(root, value)}\n`;
}

/** An element read: its text, or its members by name, each a list. */
export type XmlElement = string | { readonly [name: string]: readonly XmlElement[] };

/** A text that is not XML, or XML that is not read here. */
export class XmlRefused extends Error {}

const DEEPEST = 12;
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  // Entities are not expanded at all; the five of XML itself and characters by number are read below.
  processEntities: false,
  trimValues: true,
  isArray: (_, path) => String(path).includes('.'),
});

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()]!;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0x10ffff ? '' : String.fromCodePoint(code).toWellFormed().replace(UNKNOWN, '');
  });

function readElement(value: unknown, depth: number): XmlElement {
  if (depth > DEEPEST) throw new XmlRefused('the document is nested too deeply');
  if (value === null || typeof value !== 'object') return unescaped(String(value ?? ''));
  return Object.fromEntries(
    Object.entries(value).map(([name, members]) => [
      name,
      (Array.isArray(members) ? members : [members]).map((member) => readElement(member, depth + 1)),
    ]),
  );
}

/**
 * The root element of a document and its name. A document type is refused whole, so that neither entities nor files of
 * ours nor addresses can be named by it. @throws XmlRefused
 */
export function readXml(text: string): { root: string; element: XmlElement } {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new XmlRefused('the document declares a document type or entities');
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new XmlRefused(`not well-formed: ${valid.err.msg.slice(0, 120)}`);
  let parsed: Record<string, unknown>;
  try {
    parsed = parser.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new XmlRefused(`not readable: ${(error as Error).message.slice(0, 120)}`);
  }
  const [root, ...more] = Object.entries(parsed);
  if (root === undefined || more.length > 0) throw new XmlRefused('the document has not one root element');
  return { root: root[0], element: readElement(root[1], 0) };
}
