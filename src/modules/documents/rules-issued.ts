import type { DocumentContent, DocumentState, DocumentStep, IssuedDocument, Standing, Value } from './model-issued.ts';

type Dated = Pick<IssuedDocument, 'state' | 'validFrom' | 'validUntil' | 'supersededOn'>;

/** How a document stands on a day of the tenant's calendar (`YYYY-MM-DD`). */
export function standingOf({ state, validFrom, validUntil, supersededOn }: Dated, today: string): Standing {
  if (state === 'revoked' || state === 'suspended') return state;
  // A renewal takes effect on its first day; until then the earlier one holds.
  if (state === 'superseded' && supersededOn! <= today) return 'superseded';
  if (validFrom > today) return 'not-yet';
  if (validUntil !== null && validUntil < today) return 'expired';
  return 'valid';
}

/** What a step makes of a document; undefined where it cannot be taken. */
export function stateAfter(state: DocumentState, step: DocumentStep): DocumentState | undefined {
  switch (step) {
    case 'suspended':
      return state === 'valid' ? 'suspended' : undefined;
    case 'lifted':
      return state === 'suspended' ? 'valid' : undefined;
    case 'revoked':
      return state === 'valid' || state === 'suspended' ? 'revoked' : undefined;
    case 'superseded':
      return state === 'valid' || state === 'suspended' ? 'superseded' : undefined;
    default:
      return undefined;
  }
}

/** Numbers of the status list: 0 to 2 as the draft defines them, 3 for what only we know. */
export const STATUS_NUMBERS: Readonly<Record<DocumentState, number>> = {
  valid: 0,
  revoked: 1,
  suspended: 2,
  superseded: 3,
};

/** The holder as the public may see it: an establishment by its name, a person by the first letter of each name. */
export const publicHolder = ({ name, person }: DocumentContent['holder']): string =>
  !person
    ? name
    : name
        .split(/\s+/)
        .filter(Boolean)
        .map((part) => `${[...part][0]}•••`)
        .join(' ');

/** What whoever verifies a document is shown of what stands on it. */
export const publicLines = ({ sections }: DocumentContent): { title: Record<string, string>; value: Value }[] =>
  sections.flatMap(({ lines }) => lines.filter((line) => line.public).map(({ title, value }) => ({ title, value })));

/** A verification code as it was typed: capitals, without what was put between. */
export const readCode = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** Minutes until a file that could not be made is tried again: 1, 2, 4 … at most an hour. */
export const retryMinutes = (failures: number): number => Math.min(60, 2 ** Math.min(failures, 10));

/** How many documents one list of statuses tells of. */
export const LIST_SIZE = 65_536;
export const listOf = (place: number): { readonly list: number; readonly index: number } => ({
  list: Math.floor(place / LIST_SIZE),
  index: place % LIST_SIZE,
});
