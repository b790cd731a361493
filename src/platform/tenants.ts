import type { Text } from '#kernel/text.ts';

/** A municipality's own instance within the program: all its data carries its id, all its particulars are its data. */
export interface Tenant {
  readonly id: number;
  /** Short name in addresses, such as `eastern`: lower case letters, digits and hyphens. */
  readonly key: string;
  readonly name: Text;
  /** BCP 47 tags of the pages offered, the first is the default. */
  readonly languages: readonly string[];
  /** IANA zone of its clocks and calendars, such as `Asia/Riyadh`. */
  readonly timeZone: string;
  /** Calendars shown beside each other where a person decides, such as `gregory` and `islamic-umalqura`. */
  readonly calendars: readonly string[];
  /** Further particulars that modules read by name (contact numbers, map view, closing terms). */
  readonly settings: Readonly<Record<string, unknown>>;
}
