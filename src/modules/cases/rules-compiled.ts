import type { Action, CaseType, Field, Key } from './model.ts';

/** What every decision looks up in a type, prepared once for each version. */
export interface Compiled {
  readonly fields: ReadonlyMap<Key, Field>;
  readonly actions: ReadonlyMap<Key, Action>;
  /** The form of each action: its own fields and those of the case it changes. */
  readonly forms: ReadonlyMap<Key, readonly Field[]>;
  /** Keys of the fields that belong to one action alone, by action. */
  readonly own: ReadonlyMap<Key, ReadonlySet<Key>>;
  /** The form of opening a case. */
  readonly opening: readonly Field[];
  /** Fields whose presence or value depends on others, in the order of the document. */
  readonly dependent: readonly Field[];
}

const compiled = new WeakMap<CaseType, Compiled>();

/** `type` with its look-ups prepared. A type never changes once published, so its identity is the key. */
export function compile(type: CaseType): Compiled {
  const known = compiled.get(type);
  if (known) return known;
  const fields = new Map<Key, Field>();
  for (const section of type.sections) {
    for (const field of section.fields) fields.set(field.key, withSection(field, section.visible));
  }
  const forms = new Map<Key, Field[]>();
  const own = new Map<Key, Set<Key>>();
  for (const [key, action] of Object.entries(type.flow.actions)) {
    const input = action.input ?? [];
    forms.set(
      key,
      input.flatMap((entry) => (typeof entry === 'string' ? (fields.get(entry) ?? []) : entry)),
    );
    own.set(key, new Set(input.flatMap((entry) => (typeof entry === 'string' ? [] : entry.key))));
  }
  const { open } = type.flow;
  const result: Compiled = {
    fields,
    actions: new Map(Object.entries(type.flow.actions)),
    forms,
    own,
    opening: open.fields === '*' ? [...fields.values()] : open.fields.flatMap((key) => fields.get(key) ?? []),
    dependent: [...fields.values()].filter((field) => field.visible !== undefined || field.calculate !== undefined),
  };
  compiled.set(type, result);
  return result;
}

/** A field of a hidden section is hidden. */
function withSection(field: Field, visible: string | undefined): Field {
  if (visible === undefined) return field;
  return { ...field, visible: field.visible === undefined ? visible : `(${visible}) and (${field.visible})` };
}
