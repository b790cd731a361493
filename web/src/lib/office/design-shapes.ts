type Json = unknown;

/** A value as the document has it and as the rows of a form show it. */
interface Shape {
  shown(value: Json): Json;
  kept(value: Json): Json;
}

const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const rowsOf = (value: Json): Record<string, Json>[] => (Array.isArray(value) ? value.filter(isRecord) : []);

const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...'اa بb تt ثth جj حh خkh دd ذdh رr زz سs شsh صs ضd طt ظz عa غgh فf قq كk لl مm نn هh وu يi ةa ىa أa إi آa ئi ؤu'.split(
      ' ',
    ),
  ].map((pair) => [pair[0]!, pair.slice(1)]),
);

/** Names that expressions give a meaning of their own. */
const RESERVED = new Set(['data', 'input', 'case', 'actor', 'value', 'service', 'terms', 'fee', 'constructor']);

/** A key made of a title, English before Arabic: `Number of guests` becomes `numberOfGuests`, عدد الحضور `addAlhdur`. */
export function keyFrom(title: Json, taken: ReadonlySet<string>, kind: string): string {
  const said = isRecord(title) ? title : {};
  const words = [said.en, said.ar, ...Object.values(said)].find((one) => typeof one === 'string' && one.trim() !== '');
  const latin = [...String(words ?? '').toLowerCase()].map((letter) => LETTERS[letter] ?? letter).join('');
  const [first = kind, ...rest] = (latin.match(/[a-z0-9]+/g) ?? []).slice(0, 5);
  const made = `${first}${rest.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')}`.slice(0, 40);
  const base = /^[a-z]/.test(made) ? made : `${kind}${made}`;
  for (let n = 1; ; n++) {
    const key = n === 1 ? base : `${base}${n}`;
    if (!taken.has(key) && !RESERVED.has(key)) return key;
  }
}

/** Rows with a key made of their title where they have none yet. */
const keyed = (member: string, kind: string): Shape => ({
  shown: (value) => value,
  kept(value) {
    const rows = rowsOf(value);
    const taken = new Set(rows.map((row) => String(row[member] ?? '')));
    return rows.map((row) => {
      if (typeof row[member] === 'string') return row;
      const key = keyFrom(row.title, taken, kind);
      taken.add(key);
      return { [member]: key, ...row };
    });
  },
});

/** Amounts of the tenant by name; those that depend on a class as `rate.low`, `rate.high`. */
function flattened(value: Json, before = ''): [string, Json][] {
  return Object.entries(isRecord(value) ? value : {}).flatMap(([key, held]) =>
    isRecord(held) ? flattened(held, `${before}${key}.`) : [[`${before}${key}`, held] as [string, Json]],
  );
}

function termOf(typed: Json): Json {
  if (typeof typed !== 'string') return typed;
  if (typed === 'true' || typed === 'false') return typed === 'true';
  return /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed;
}

export const SHAPES = {
  options: keyed('value', 'option'),
  columns: keyed('key', 'column'),
  reviews: keyed('key', 'check'),
  bodies: keyed('key', 'body'),
  /** Texts in every language, one a row. */
  texts: {
    shown: (value) => (Array.isArray(value) ? value.map((text) => ({ text })) : []),
    kept: (value) => rowsOf(value).flatMap(({ text }) => (isRecord(text) ? [text] : [])),
  },
  /** What an action asks: fields of the application by their key, and questions of its own. */
  inputs: {
    shown: (value) =>
      Array.isArray(value) ? value.map((one) => (typeof one === 'string' ? { field: one } : one)) : [],
    kept(value) {
      const rows = rowsOf(value);
      const taken = new Set(rows.map(({ key, field }) => String(key ?? field)));
      return rows.map(({ field, ...own }) => {
        if (typeof field === 'string') return field;
        const key = typeof own.key === 'string' ? own.key : keyFrom(own.title, taken, 'answer');
        return { type: 'text', dataClass: 'internal', ...own, key };
      });
    },
  },
  /** When a clock starts: on arrival, in a state, or with an action. */
  starts: {
    shown: (value) => (isRecord(value) ? Object.entries(value).map(([kind, key]) => `${kind}:${key}`)[0] : value),
    kept(value) {
      const [kind = '', key] = String(value).split(':');
      return key === undefined ? kind : { [kind]: key };
    },
  },
  /** What happens at the end of a clock: an action of the system, or effects. */
  breach: {
    shown: (value) => (Array.isArray(value) ? { effects: value } : value),
    kept: (value) =>
      isRecord(value) ? (typeof value.action === 'string' ? { action: value.action } : (value.effects ?? null)) : null,
  },
  /** A line of a document: an answer under its own title, or a value that is computed. */
  lines: {
    shown: (value) => value,
    kept: (value) =>
      rowsOf(value).map((row) => {
        if (row.field === undefined) return row;
        const { value: _, as: __, ...answer } = row;
        return answer;
      }),
  },
  terms: {
    shown: (value) => Object.fromEntries(flattened(value)),
    kept(value) {
      const found: Record<string, Json> = {};
      for (const [name, typed] of Object.entries(isRecord(value) ? value : {})) {
        const steps = name.split('.');
        let holder = found;
        for (const step of steps.slice(0, -1)) {
          if (!isRecord(holder[step])) holder[step] = {};
          holder = holder[step] as Record<string, Json>;
        }
        holder[steps.at(-1)!] = termOf(typed);
      }
      return found;
    },
  },
  /** Values by a key, each with more than one member. */
  record: {
    shown: (value) => Object.entries(isRecord(value) ? value : {}).map(([key, one]) => ({ key, ...(one as object) })),
    kept: (value) => Object.fromEntries(rowsOf(value).map(({ key, ...one }) => [String(key), one])),
  },
} satisfies Record<string, Shape>;
export type ShapeName = keyof typeof SHAPES;
