import { say } from '#kernel/text.ts';
import type { CallItem, ConnectorView } from '#modules/exchange/api.ts';
import { mayReadConnectors, staffOf } from '$lib/office/access.ts';
import type { PageServerLoad } from './$types';

const OUTCOMES = ['answered', 'refused', 'unavailable', 'heard', 'unknown'] as const;

/** The instant a day begins at in the city; undefined for what is no day. */
function dayOf(text: string | null, days: number, zone: string): string | undefined {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text).add({ days }).toZonedDateTime(zone).toInstant().toString();
  } catch {
    return undefined;
  }
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadConnectors);
  const { locals, url } = event;
  const { language, tenant } = locals;
  const asked = (name: string) => url.searchParams.get(name)?.trim() || null;
  const { items: known } = await locals.call<{ items: ConnectorView[] }>('exchange.list-connectors', {});
  const connector = known.find(({ id }) => id === asked('connector'))?.id ?? null;
  const outcome = OUTCOMES.find((one) => one === asked('outcome')) ?? null;
  const number = asked('number')?.slice(0, 40) ?? null;
  const party = asked('party');
  const before = asked('before');
  const [from, to] = [dayOf(asked('from'), 0, tenant.timeZone), dayOf(asked('to'), 1, tenant.timeZone)];
  const page = await locals.call<{ items: CallItem[]; next: string | null }>('exchange.list-calls', {
    limit: 40,
    ...(connector === null ? {} : { connector }),
    ...(outcome === null ? {} : { outcome }),
    ...(number === null ? {} : { subjectNumber: number }),
    ...(party !== null && /^[0-9a-f-]{36}$/.test(party) ? { partyId: party } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(before !== null && /^[\dTZ:.-]+_[0-9a-f-]{36}$/.test(before) ? { before } : {}),
  });
  return {
    items: page.items.map((one) => ({
      ...one,
      connectorName: say(one.connectorName, language),
      summary: say(one.summary, language),
    })),
    next: page.next,
    paged: before !== null,
    connectors: known.map(({ id, name }) => ({ value: id, label: say(name, language) })),
    outcomes: OUTCOMES,
    filter: { connector, outcome, number, party, from: asked('from'), to: asked('to') },
  };
};
