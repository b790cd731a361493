/** What a calendar entry says. */
export interface CalendarEntry {
  readonly uid: string;
  readonly sequence: number;
  /** When it was last changed. */
  readonly stamp: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly title: string;
  readonly place: string;
  readonly text: string;
  readonly point: { readonly longitude: number; readonly latitude: number } | null;
}

const escaped = (text: string): string => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r\n|\r|\n/g, '\\n');

const moment = (instant: string): string =>
  Temporal.Instant.from(instant).toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');

/** A line of at most 75 octets, the rest on lines that begin with a space; a character is never cut (RFC 5545, 3.1). */
function folded(line: string): string {
  const lines: string[] = [];
  let at = '';
  for (const sign of line) {
    if (Buffer.byteLength(at + sign) > 74) {
      lines.push(at);
      at = '';
    }
    at += sign;
  }
  return [...lines, at].join('\r\n ');
}

/** An appointment as an iCalendar file (RFC 5545) with a reminder the day before; a later sequence replaces an earlier one. */
export function calendarFile(entry: CalendarEntry): string {
  const { point } = entry;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Amanah//Appointments//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${entry.uid}`,
    `SEQUENCE:${entry.sequence}`,
    `DTSTAMP:${moment(entry.stamp)}`,
    `DTSTART:${moment(entry.startsAt)}`,
    `DTEND:${moment(entry.endsAt)}`,
    `SUMMARY:${escaped(entry.title)}`,
    `LOCATION:${escaped(entry.place)}`,
    `DESCRIPTION:${escaped(entry.text)}`,
    ...(point === null ? [] : [`GEO:${point.latitude};${point.longitude}`]),
    'STATUS:CONFIRMED',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-P1D',
    `DESCRIPTION:${escaped(entry.title)}`,
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
