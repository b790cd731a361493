import type { ExpressionClock } from './expression.ts';

/** Day and time of a clock's zone, `YYYY-MM-DDTHH:MM:SS`; by Intl, not Temporal: the same code runs in browsers. */
export function localTime({ now, timeZone }: ExpressionClock): string {
  const format = new Intl.DateTimeFormat('en-CA-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(now.epochMilliseconds).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}`;
}
