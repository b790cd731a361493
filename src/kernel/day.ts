const DAY = 86_400_000;
/** Days remembered of each zone: thirty years. */
const MOST_DAYS = 11_000;

/** A day of a zone, and the Unix time in milliseconds at which it is over. */
interface LocalDay {
  readonly name: string;
  readonly end: number;
}

/** By zone and day of UTC: the local days of which a part lies in it, in order. */
const zones = new Map<string, Map<number, readonly LocalDay[]>>();

function localDays(timeZone: string, utcDay: number): LocalDay[] {
  const days: LocalDay[] = [];
  for (let at = utcDay * DAY; at < (utcDay + 1) * DAY; at = days.at(-1)!.end) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    const end = local.startOfDay().add({ days: 1 }).startOfDay().epochMilliseconds;
    days.push({ name: local.toPlainDate().toString(), end });
  }
  return days;
}

/**
 * The day on which an instant falls in a zone, as `YYYY-MM-DD`. Where days begin and end Temporal says, once for each:
 * asking it for every instant is most of what counting a city's history by days costs.
 * @param instant ISO 8601 with its offset
 */
export function dayIn(timeZone: string, instant: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) throw new RangeError('not an instant');
  let known = zones.get(timeZone);
  if (known === undefined) {
    known = new Map();
    zones.set(timeZone, known);
  }
  const utcDay = Math.floor(at / DAY);
  let days = known.get(utcDay);
  if (days === undefined) {
    if (known.size >= MOST_DAYS) known.clear();
    days = localDays(timeZone, utcDay);
    known.set(utcDay, days);
  }
  return days.find(({ end }) => at < end)!.name;
}
