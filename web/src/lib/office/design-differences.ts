import { say } from '#kernel/text.ts';
import { designer as words } from '../messages/ar/designer.ts';
import { designer } from '../messages/designer.ts';
import { partAt } from './design-kinds.ts';

type Json = unknown;
type Language = 'ar' | 'en';

/** What differs in one part of a service, in words. */
export interface DifferingPart {
  readonly title: string;
  readonly lines: readonly { readonly label: string; readonly before: string; readonly after: string }[];
}

interface Leaf {
  readonly path: readonly string[];
  readonly before: Json;
  readonly after: Json;
  /** What the parts on the way are called. */
  readonly titles: ReadonlyMap<string, string>;
}

const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isWords = (value: Json): value is Record<string, string> =>
  isRecord(value) &&
  Object.keys(value).length > 0 &&
  Object.entries(value).every(([tag, one]) => /^[a-z]{2}$/.test(tag) && typeof one === 'string');
const idOf = (value: Json, i: number): string =>
  isRecord(value) ? String(value.key ?? value.value ?? value.field ?? value.do ?? i) : String(i);

function titleOf(value: Json, language: Language): string | undefined {
  if (isWords(value)) return say(value, language);
  if (!isRecord(value)) return undefined;
  const title = value.title ?? value.text;
  if (isWords(title)) return say(title, language);
  return isRecord(title) && isWords(title.office) ? say(title.office, language) : undefined;
}

/** Members that differ, lists with keys compared by key, the others by place. */
function leavesOf(
  before: Json,
  after: Json,
  path: readonly string[],
  language: Language,
  titles: ReadonlyMap<string, string>,
): Leaf[] {
  if (JSON.stringify(before ?? null) === JSON.stringify(after ?? null)) return [];
  const title = titleOf(after, language) ?? titleOf(before, language);
  const known = title === undefined ? titles : new Map([...titles, [path.join('.'), title]]);
  const leaf = [{ path, before, after, titles: known }];
  const list = Array.isArray(before) || Array.isArray(after);
  if (list) {
    const [old, now] = [Array.isArray(before) ? before : [], Array.isArray(after) ? after : []];
    if (![...old, ...now].some(isRecord)) return leaf;
    const places = new Map<string, { before?: Json; after?: Json; at: number }>();
    for (const [i, one] of old.entries()) places.set(idOf(one, i), { before: one, at: i });
    for (const [i, one] of now.entries()) places.set(idOf(one, i), { ...places.get(idOf(one, i)), after: one, at: i });
    return [...places.values()].flatMap((one) =>
      leavesOf(one.before, one.after, [...path, String(one.at)], language, known),
    );
  }
  if (isWords(before ?? after) || (!isRecord(before) && !isRecord(after))) return leaf;
  // What is new or gone as a whole is told as a whole.
  if (!isRecord(before) || !isRecord(after)) return leaf;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => leavesOf(before[name], after[name], [...path, name], language, known));
}

/** A value as people read it. */
function read(value: Json, language: Language): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return designer(language)(value ? 'value.yes' : 'value.no');
  if (typeof value !== 'object') return String(value);
  if (isWords(value)) return Object.values(value).join('\n');
  if (Array.isArray(value)) {
    return value.some(isRecord)
      ? value.map((one) => titleOf(one, language) ?? read(one, language)).join('\n')
      : value.map((one) => read(one, language)).join(language === 'ar' ? '، ' : ', ');
  }
  return Object.entries(value)
    .map(([name, one]) => `${labelOf([name], language)}: ${read(one, language)}`)
    .join('\n');
}

/** The words of a form for a member, or its name where no form has it. */
function labelOf(rest: readonly string[], language: Language): string {
  const t = designer(language);
  const known = (key: string) => (`c.${key}` in words ? t(`c.${key}` as Parameters<typeof t>[0]) : undefined);
  const members = rest.filter((step) => !/^\d+$/.test(step));
  const whole = known(members.join('.'));
  return whole ?? members.map((step) => known(step) ?? step).join(' › ');
}

/** What differs, by the parts of a service as its forms show them. */
export function differingParts(
  changes: readonly { readonly path: string; readonly before: Json; readonly after: Json }[],
  language: Language,
): DifferingPart[] {
  const t = designer(language);
  const parts = new Map<string, { title: string; lines: DifferingPart['lines'][number][] }>();
  for (const { path, before, after } of changes) {
    for (const leaf of leavesOf(before, after, path.split('.'), language, new Map())) {
      const full = leaf.path.join('.');
      const { kind, base } = partAt(full);
      const own = leaf.titles.get(base);
      const title = own === undefined ? t(`part.${kind}`) : `${t(`part.${kind}`)}: ${own}`;
      const part = parts.get(base) ?? { title, lines: [] };
      const label = labelOf(leaf.path.slice(base.split('.').length), language);
      part.lines.push({
        label:
          label === ''
            ? t(leaf.before == null ? 'change.added' : leaf.after == null ? 'change.removed' : 'change.changed')
            : label,
        before: read(leaf.before, language),
        after: read(leaf.after, language),
      });
      parts.set(base, part);
    }
  }
  return [...parts.values()];
}
