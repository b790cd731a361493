import { isPoint } from '#kernel/place.ts';
import type {
  Area,
  ImportedReport,
  ImportedState,
  ImportReason,
  Open311Defaults,
  RefusedLine,
  ReportResult,
} from './model.ts';
import { RESULT_TEXTS } from './rules-closure.ts';
import { importedCategory } from './rules-routing.ts';

const LONGEST_TEXT = 5_000;

/** Characters no one types, and those that turn the reading order of what stands around them. */
const CONTROL = /[^\P{Cc}\n\t]|[\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** ASCII without control characters: nothing in it has to be mended. */
const PLAIN = /^[\n\t\x20-\x7e]*$/;

/** A text without what cannot be stored or shown; null when nothing is left. */
function textOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const given = String(value);
  const clean = PLAIN.test(given) ? given : given.replaceAll('\r\n', '\n').replace(CONTROL, '').toWellFormed();
  const text = clean.trim().slice(0, LONGEST_TEXT).toWellFormed();
  return text === '' ? null : text;
}

const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;

/** A moment with its offset, as GeoReport v2 asks; null when it is not one. */
function instantOf(value: unknown): Temporal.Instant | null {
  if (typeof value !== 'string') return null;
  try {
    return Temporal.Instant.from(value.trim().replace(' ', 'T'));
  } catch {
    return null;
  }
}

const inside = (area: Area, longitude: number, latitude: number): boolean =>
  longitude >= area.west && longitude <= area.east && latitude >= area.south && latitude <= area.north;

interface Closing {
  readonly state: ImportedState;
  readonly result: ReportResult;
  readonly duplicateOf: string | null;
}

const closing = (state: ImportedState, result: ReportResult, duplicateOf: string | null = null): Closing => ({
  state,
  result,
  duplicateOf,
});

/** First match wins; the words stand at the beginning of what is left once "Case Closed." is taken off. */
const NOTES: readonly (readonly [RegExp, (note: string) => Closing])[] = [
  [
    /^(?:case noted|case resolved|closed)?[\s.:-]*(?:closed )?duplicate/i,
    (note) => closing('duplicate', 'duplicate', idIn(note)),
  ],
  [/^(?:case )?invalid/i, () => closing('rejected', 'invalid')],
  [/^case referred/i, () => closing('closed', 'handed-over')],
  [/^case resolved/i, () => closing('closed', 'unconfirmed')],
  [/^case noted/i, () => closing('closed', 'noted')],
  [/^(?:request withdrawn|constituent called in to cancel)/i, () => closing('cancelled', 'withdrawn')],
];

const idIn = (note: string): string | null => /(?<!\d)\d{12}(?!\d)/.exec(note)?.[0] ?? null;

/**
 * What a closing note says, in our words. A city that closed a request has not asked the person who made it, so the
 * best that can be said is `unconfirmed`; never `verified`.
 */
export function closingOf(note: string | null): Closing {
  if (note === null) return closing('closed', 'unstated');
  // Notes are written over each other: "Case Closed. Closed date : 2015-05-12 09:01:33.5 Case Noted. …" says what
  // "Case Noted. …" says.
  const text = note.replace(/^(?:[\s.]*(?:case closed[.\s]+|closed date\s*:\s*[\d\-:. ]+))+/i, '');
  for (const [pattern, read] of NOTES) if (pattern.test(text)) return read(text);
  return closing('closed', 'unstated');
}

/**
 * One request of an Open311 GeoReport v2 server, as a line of JSON, in our words; or the line's number and why it was
 * not taken. Tolerant: texts may be missing, a time of update before that of request is moved, control characters go.
 * @param line the line's number, from 1
 */
export function fromOpen311(text: string, line: number, defaults: Open311Defaults): ImportedReport | RefusedLine {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { line, reason: 'not-json', externalId: null };
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { line, reason: 'not-an-object', externalId: null };
  }
  const request = given as Readonly<Record<string, unknown>>;
  const externalId = textOf(request.service_request_id);
  const refused = (reason: ImportReason): RefusedLine => ({ line, reason, externalId });
  if (externalId === null || externalId.length > 100) return { line, reason: 'no-id', externalId: null };
  const code = textOf(request.service_code) ?? textOf(request.service_name);
  const name = textOf(request.service_name) ?? code;
  if (code === null || name === null) return refused('no-service');
  const status = textOf(request.status)?.toLowerCase();
  if (status !== 'open' && status !== 'closed') return refused('unknown-status');
  const opened = instantOf(request.requested_datetime);
  if (opened === null) return refused('no-time');
  if (Temporal.Instant.compare(opened, defaults.now) > 0) return refused('time-in-future');
  const longitude = numberOf(request.long);
  const latitude = numberOf(request.lat);
  if (!isPoint(longitude, latitude)) return refused('no-place');
  if (defaults.area !== null && !inside(defaults.area, longitude, latitude)) return refused('outside-area');

  const mended: string[] = [];
  let updated = instantOf(request.updated_datetime);
  if (updated === null) mended.push('no-update-time');
  else if (Temporal.Instant.compare(updated, opened) < 0) mended.push('updated-before-opened');
  else if (Temporal.Instant.compare(updated, defaults.now) > 0) mended.push('updated-in-future');
  if (mended.length > 0 || updated === null) updated = opened;
  const description = textOf(request.description);
  if (description === null) mended.push('no-description');
  const note = textOf(request.status_notes);
  const closed = status === 'closed' ? closingOf(note) : null;
  const photo = textOf(request.media_url);

  return {
    externalId,
    service: { code, name },
    category: importedCategory(defaults.catalogue, { code, name }, defaults.language),
    description,
    address: textOf(request.address),
    photo: photo !== null && /^https?:\/\//.test(photo) ? photo : null,
    point: { longitude, latitude },
    openedAt: opened.toString(),
    updatedAt: updated.toString(),
    closedAt: closed === null ? null : updated.toString(),
    state: closed?.state ?? 'received',
    result: closed?.result ?? null,
    resultText: closed === null ? null : RESULT_TEXTS[closed.result],
    note,
    duplicateOf: closed?.duplicateOf === externalId ? null : (closed?.duplicateOf ?? null),
    mended,
  };
}

/** Reads lines in order and refuses a request whose id came before; the lines' numbers count from 1. */
export function* readOpen311(
  lines: Iterable<string>,
  defaults: Open311Defaults,
): Generator<ImportedReport | RefusedLine, void> {
  const seen = new Set<string>();
  let line = 0;
  for (const text of lines) {
    line += 1;
    if (text.trim() === '') continue;
    const read = fromOpen311(text, line, defaults);
    if ('reason' in read || !seen.has(read.externalId)) {
      if (!('reason' in read)) seen.add(read.externalId);
      yield read;
    } else {
      yield { line, reason: 'repeated-id', externalId: read.externalId };
    }
  }
}
