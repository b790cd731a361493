/** Parts that a form begins besides the first; as many as the operation takes. */
export const MOST_FURTHER_PARTS = 5;

export type PartMember = 'category' | 'what' | 'team';
export const furtherName = (n: number, member: PartMember): string => `further.${n}.${member}`;

export interface FurtherPart {
  readonly category: string;
  readonly what: string;
  readonly team?: string;
}

/**
 * The further parts of a form that somebody wrote anything of, and in which row of the form each stands: rows left empty
 * between two are no parts.
 */
export function furtherParts(values: Readonly<Record<string, string | undefined>>): {
  readonly parts: readonly FurtherPart[];
  readonly rows: readonly number[];
} {
  const of = (n: number, member: PartMember) => values[furtherName(n, member)] ?? '';
  const rows = Array.from({ length: MOST_FURTHER_PARTS }, (_, n) => n).filter((n) =>
    (['category', 'what', 'team'] as const).some((member) => of(n, member) !== ''),
  );
  const parts = rows.map((n) => ({
    category: of(n, 'category'),
    what: of(n, 'what'),
    ...(of(n, 'team') === '' ? {} : { team: of(n, 'team') }),
  }));
  return { parts, rows };
}

/** A path of a refusal about the parts as they were sent, as the name of the field it stands in. */
export function fieldOfPart(path: string, rows: readonly number[]): string {
  const [, at, rest = ''] = /^further\.(\d+)\.(.+)$/.exec(path) ?? [];
  const member = rest.replace(/^input\./, '');
  return at === undefined ? path : `further.${rows[Number(at)] ?? at}.${member}`;
}
