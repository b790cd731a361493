import { say, type Text } from '#kernel/text.ts';

/** What every layout shows of the tenant and of the reader, made once by the root layout. Plain data. */
export interface Frame {
  readonly languages: readonly string[];
  readonly theme: 'light' | 'dark' | 'auto';
  readonly cookiesSeen: boolean;
  readonly tenant: {
    readonly key: string;
    readonly name: string;
    readonly contactNumber: string | null;
    /** Address of the tenant's emblem; the platform's own mark without one. */
    readonly emblem: string | null;
    readonly stamp: Stamp | null;
    /** Whether it has a catalogue of services to lead to. */
    readonly services: boolean;
  };
  readonly person: { readonly name: string; readonly actingFor: string | null; readonly isStaff: boolean } | null;
}

/** The official digital stamp above the header, in the tenant's own words. */
export interface Stamp {
  readonly line: string;
  readonly tips: readonly { readonly title: string; readonly text: string }[];
  readonly number: string | null;
}

const isText = (value: unknown): value is Text => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A setting written as a text in languages or as one plain string; null when there is none. */
export function settingText(value: unknown, language: string): string | null {
  if (typeof value === 'string') return value || null;
  return isText(value) ? say(value, language) || null : null;
}

/**
 * The stamp from `settings.digitalStamp`:
 * `{ line: Text, tips: [{ title: Text, text: Text }], registrationNumber?: string }`. Null when the tenant has none.
 */
export function stampOf(setting: unknown, language: string): Stamp | null {
  if (typeof setting !== 'object' || setting === null) return null;
  const { line, tips, registrationNumber } = setting as Record<string, unknown>;
  const words = settingText(line, language);
  if (words === null) return null;
  return {
    line: words,
    tips: (Array.isArray(tips) ? (tips as Record<string, unknown>[]) : []).map((tip) => ({
      title: settingText(tip.title, language) ?? '',
      text: settingText(tip.text, language) ?? '',
    })),
    number: settingText(registrationNumber, language),
  };
}
