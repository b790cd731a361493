import type { DesignDocument, DesignEdit, DesignPath } from './model.ts';
import { freeKey, keysOf, namedAt, renameKey } from './rules-design-rename.ts';

type Node = Record<string | number, unknown>;
type Step = string | number;

/** Why an edit cannot be made: what it names is not there, or something of that name is already. */
export type EditFault = 'no-such-place' | 'key-taken';

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** The value at a path of a document; undefined where there is none. */
export function valueAt(document: unknown, path: readonly Step[]): unknown {
  let node = document;
  for (const step of path) {
    if (!isNode(node) || !Object.hasOwn(node, step)) return undefined;
    node = node[step];
  }
  return node;
}

/** The object or list that a path leads into, made where a member on the way is absent. */
function holderOf(document: Node, path: readonly Step[]): Node | undefined {
  let node: Node = document;
  for (const step of path) {
    if (!Object.hasOwn(node, step)) {
      if (typeof step === 'number' || Array.isArray(node)) return undefined;
      node[step] = {};
    }
    const next = node[step];
    if (!isNode(next)) return undefined;
    node = next;
  }
  return node;
}

const listAt = (document: Node, path: readonly Step[]): unknown[] | undefined => {
  const list = valueAt(document, path);
  return Array.isArray(list) ? list : undefined;
};

/** All fields of a design, with the way to each. */
export const fieldsOf = ({ service }: DesignDocument) =>
  service.caseType.sections.flatMap(({ fields }, section) =>
    fields.map((field, place) => ({
      field,
      path: ['service', 'caseType', 'sections', section, 'fields', place] as DesignPath,
    })),
  );

function takeFrom(document: Node, path: DesignPath): EditFault | undefined {
  const last = path.at(-1)!;
  const holder = valueAt(document, path.slice(0, -1));
  if (!isNode(holder) || !Object.hasOwn(holder, last)) return 'no-such-place';
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return undefined;
}

function put(document: Node, path: DesignPath, value: unknown): EditFault | undefined {
  const last = path.at(-1)!;
  const above = path.slice(0, -1);
  // What is not there need not be taken away.
  if (value === null && valueAt(document, path) === undefined) return undefined;
  const holder = holderOf(document, above);
  if (holder === undefined) return 'no-such-place';
  if (Array.isArray(holder) && (typeof last !== 'number' || last >= holder.length)) return 'no-such-place';
  if (value === null) delete holder[last];
  else holder[last] = value;
  return undefined;
}

function addField(document: DesignDocument, edit: DesignEdit & { do: 'add-field' }): EditFault | undefined {
  const { service } = document;
  const page = service.pages[edit.page];
  if (page === undefined) return 'no-such-place';
  if (fieldsOf(document).some(({ field }) => field.key === edit.field.key)) return 'key-taken';
  const { sections } = service.caseType;
  const known = sections.find(({ key }) => key === page.key);
  if (known === undefined) sections.push({ key: page.key, title: page.title, fields: [edit.field] });
  else known.fields.push(edit.field);
  page.fields.push(edit.field.key);
  return undefined;
}

function leavePages({ service }: DesignDocument, key: string): void {
  for (const page of service.pages) page.fields = page.fields.filter((one) => one !== key);
}

/** The key a named part is known by: its member `key`, or the name it stands under. */
const keyAt = (document: DesignDocument, path: DesignPath): string => {
  const part = valueAt(document, path);
  return isNode(part) && typeof part.key === 'string' ? part.key : String(path.at(-1));
};

/** A copy of a part right after it, under a key of its own; of a question, on the same page. */
function duplicate(document: DesignDocument, path: DesignPath): EditFault | undefined {
  const part = valueAt(document, path);
  if (part === undefined) return 'no-such-place';
  const copy = structuredClone(part) as Node;
  const holder = valueAt(document, path.slice(0, -1)) as Node;
  const last = path.at(-1)!;
  const kind = namedAt(path);
  if (kind === undefined) {
    if (!Array.isArray(holder)) return 'no-such-place';
    holder.splice(Number(last) + 1, 0, copy);
    return undefined;
  }
  const from = keyAt(document, path);
  const key = freeKey(from, keysOf(document, kind));
  // A page's questions are asked once.
  if (kind === 'page') copy.fields = [];
  if (!Array.isArray(holder)) holder[key] = copy;
  else holder.splice(Number(last) + 1, 0, { ...copy, key });
  if (kind === 'document') {
    const { documents } = document.service.caseType;
    if (documents[from] !== undefined) documents[key] = structuredClone(documents[from]);
  }
  if (kind === 'field') {
    for (const page of document.service.pages) {
      const place = page.fields.indexOf(from);
      if (place >= 0) page.fields.splice(place + 1, 0, key);
    }
  }
  return undefined;
}

function rename(document: DesignDocument, { path, to }: DesignEdit & { do: 'rename' }): EditFault | undefined {
  const kind = namedAt(path);
  if (kind === undefined || valueAt(document, path) === undefined) return 'no-such-place';
  const from = keyAt(document, path);
  if (from === to) return undefined;
  if (keysOf(document, kind).includes(to)) return 'key-taken';
  Object.assign(document, renameKey(document, kind, from, to));
  return undefined;
}

function apply(document: DesignDocument, edit: DesignEdit): EditFault | undefined {
  const root = document as unknown as Node;
  switch (edit.do) {
    case 'put':
      return put(root, edit.path, edit.value);
    case 'remove':
      if (namedAt(edit.path) === 'document') delete document.service.caseType.documents[edit.path.at(-1)!];
      return takeFrom(root, edit.path);
    case 'insert': {
      if (valueAt(root, edit.path) === undefined) {
        const fault = put(root, edit.path, []);
        if (fault !== undefined) return fault;
      }
      const list = listAt(root, edit.path);
      if (list === undefined) return 'no-such-place';
      list.splice(edit.at ?? list.length, 0, edit.value);
      return undefined;
    }
    case 'move': {
      const list = listAt(root, edit.path.slice(0, -1));
      const from = edit.path.at(-1)!;
      if (list === undefined || typeof from !== 'number' || from >= list.length || edit.to >= list.length) {
        return 'no-such-place';
      }
      list.splice(edit.to, 0, ...list.splice(from, 1));
      return undefined;
    }
    case 'add-field':
      return addField(document, edit);
    case 'remove-field': {
      const found = fieldsOf(document).find(({ field }) => field.key === edit.key);
      if (found === undefined) return 'no-such-place';
      leavePages(document, edit.key);
      const { sections } = document.service.caseType;
      const emptied = sections[Number(found.path[3])]!;
      takeFrom(root, found.path);
      // A section nobody asks anything in would be refused.
      if (emptied.fields.length === 0 && sections.length > 1) sections.splice(sections.indexOf(emptied), 1);
      return undefined;
    }
    case 'rename':
      return rename(document, edit);
    case 'duplicate':
      return duplicate(document, edit.path);
    case 'place-field': {
      const page = document.service.pages[edit.page];
      if (page === undefined || !fieldsOf(document).some(({ field }) => field.key === edit.key)) {
        return 'no-such-place';
      }
      leavePages(document, edit.key);
      page.fields.push(edit.key);
      return undefined;
    }
  }
}

/** A document after edits, in their order; the document given stays as it is. */
export function editDesign(
  document: DesignDocument,
  edits: readonly DesignEdit[],
): { readonly document: DesignDocument } | { readonly fault: EditFault; readonly edit: number } {
  const changed = structuredClone(document);
  for (const [index, edit] of edits.entries()) {
    const fault = apply(changed, edit);
    if (fault !== undefined) return { fault, edit: index };
  }
  return { document: changed };
}
