import { type Language, say, type Text } from '#kernel/text.ts';
import { formatNumber } from '../format.ts';
import type { PageLocale } from '../locale.ts';
import type { performance } from '../messages/performance.ts';

export const INDICATORS = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'] as const;
export type Code = (typeof INDICATORS)[number];
export const PARTS = ['municipality', 'district', 'department', 'group'] as const;
export type Part = (typeof PARTS)[number];

export interface Value {
  readonly code: Code;
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
  readonly gap: 'none' | 'population' | 'few' | null;
  readonly size: number;
}

interface Span {
  readonly from: string;
  readonly to: string;
  readonly over: boolean;
}

interface Counts {
  readonly received: number;
  readonly finished: number;
  readonly fixed: number;
  readonly closed: number;
}

/** As `reports.get-indicators` answers. */
export interface Indicators {
  readonly grain: 'month' | 'week';
  readonly dimension: 'city' | Part;
  readonly key: string;
  readonly name: Text;
  readonly period: Span;
  readonly previous: Span;
  readonly indicators: readonly Value[];
  readonly before: readonly Value[];
  readonly counts: Counts;
  readonly countsBefore: Counts;
  readonly hidden: readonly { readonly code: Code; readonly numerator: number; readonly denominator: number }[];
  readonly trend: readonly (Span & { readonly indicators: readonly Value[]; readonly counts: Counts })[];
  readonly targets: Readonly<Partial<Record<Code, number>>>;
  readonly targetsAreSamples: boolean;
  readonly population: {
    readonly people: number;
    readonly source: Text;
    readonly year: number;
    readonly sample: boolean;
  } | null;
  readonly range: { readonly oldest: string; readonly newest: string } | null;
  readonly computedAt: string | null;
  readonly whole: boolean;
}

/** As `reports.list-indicators` answers. */
export interface PartRows {
  readonly items: readonly {
    readonly key: string;
    readonly name: Text;
    readonly counts: Counts;
    readonly indicators: readonly Value[];
  }[];
}

/** As the lists of reports behind an indicator answer. */
export interface Behind {
  readonly items: readonly {
    readonly id: string | null;
    readonly number: string;
    readonly category: Text;
    readonly state: string;
    readonly stateTitle: Text;
    readonly district: Text | null;
    readonly openedAt: string;
    readonly seconds: number | null;
    readonly counted: boolean;
    readonly score: number | null;
  }[];
  readonly next: string | null;
}

/** Below this many reports a value is pale and compared with nothing. */
export const FEW = 10;

/** Whether more is better; undefined where more says nothing by itself. */
export const MORE_IS_BETTER: Readonly<Partial<Record<Code, boolean>>> = {
  R1: true,
  R2: false,
  R3: false,
  R4: true,
  R6: true,
  R7: false,
};

type Words = ReturnType<typeof performance>;

/** A length of time in words: hours up to two days, days from there. */
export function inTime(hours: number, t: Words, locale: PageLocale): string {
  const [key, value] = hours < 48 ? (['hours', hours] as const) : (['days', hours / 24] as const);
  const shown = Math.round(value * 10) / 10;
  // Work that took minutes did not take no time at all.
  if (shown === 0 && hours > 0) return t('hours.less');
  return t(key, { count: shown, shown: formatNumber(shown, locale) });
}

/** An indicator’s value in words. */
export function inWords(code: Code, value: number, t: Words, locale: PageLocale): string {
  if (code === 'R2') return inTime(value, t, locale);
  if (code === 'R5') return formatNumber(value, locale, { maximumFractionDigits: value < 1 ? 2 : 1 });
  return t('percent', { value: formatNumber(value * 100, locale, { maximumFractionDigits: 1 }) });
}

export interface Change {
  readonly kind: 'up' | 'down' | 'same';
  readonly by: string;
  readonly better: boolean | undefined;
}

/** How a value compares with the period before; null where either stands on too little. */
export function changeOf(code: Code, now: Value, before: Value, t: Words, locale: PageLocale): Change | null {
  if (now.value === null || before.value === null || now.size < FEW || before.size < FEW) return null;
  const share = code !== 'R2' && code !== 'R5';
  const by = share ? Math.round((now.value - before.value) * 1_000) / 10 : now.value - before.value;
  if (Math.abs(by) < 0.05) return { kind: 'same', by: '', better: undefined };
  const kind = by > 0 ? 'up' : 'down';
  const more = MORE_IS_BETTER[code];
  const size = Math.abs(by);
  return {
    kind,
    by: share
      ? t('points', { value: formatNumber(size, locale, { maximumFractionDigits: 1 }) })
      : inWords(code, size, t, locale),
    better: more === undefined ? undefined : more === (kind === 'up'),
  };
}

/** Whether a value reaches its target. */
export const reaches = (code: Code, value: number, target: number): boolean =>
  MORE_IS_BETTER[code] === false ? value <= target : value >= target;

/** Apart from the words around it where no `<bdi>` can stand: a percent sign would change sides. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;

/** What a period is called. */
export function periodName(
  grain: 'month' | 'week',
  span: { from: string; to: string },
  t: Words,
  locale: PageLocale,
): string {
  const tag = locale.language === 'ar' ? `ar-SA-u-ca-gregory-nu-${locale.digits}` : 'en-GB';
  const day = (iso: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...options }).format(new Date(`${iso}T00:00:00Z`));
  if (grain === 'month') return t('period.month', { from: day(span.from, { month: 'long', year: 'numeric' }) });
  return t('period.week', {
    from: day(span.from, { day: 'numeric', month: 'long' }),
    to: day(lastDay(span.to), { day: 'numeric', month: 'long', year: 'numeric' }),
  });
}

/** The day before an ISO day. */
export const lastDay = (to: string): string => new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10);

/** What of an address says which figures are wanted. */
export interface Asked {
  readonly grain?: string;
  readonly day?: string;
  readonly dimension?: string;
  readonly key?: string;
}

/** An address with these members changed; an empty one is left out. */
export function withQuery(base: string, asked: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : [])),
  );
  return query.size === 0 ? base : `${base}?${query}`;
}

const MEMBERS = ['grain', 'day', 'dimension', 'key'] as const;

/** What an address asks for; a member nobody understands is refused by the operation, in words. */
export const askedOf = (url: URL): Asked =>
  Object.fromEntries(
    MEMBERS.flatMap((name) => (url.searchParams.get(name) ? [[name, url.searchParams.get(name)!]] : [])),
  );

export const nameOf = (name: Text, language: Language): string => say(name, language);
