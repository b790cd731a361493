import { distanceMetres } from '#kernel/place.ts';
import type { Exchange, HandoverFacts, HandoverNews, OwnerEndpoint } from './model.ts';
import { instantOfW3c, w3c } from './rules-georeport.ts';

/** A hand-over is tried this often before a person is to look at it: about a day and a half. */
export const MOST_ATTEMPTS = 40;
/** Failures in a row after which a server is left alone for a while. */
const FAILURES_BEFORE_REST = 3;
const LONGEST_PAUSE_SECONDS = 3_600;
/** Their clock may be this far ahead of ours. */
const CLOCK_MINUTES = 10;
/** A request further from ours than this is another one. */
const SAME_PLACE_METRES = 2_000;

/** Seconds until the next try: twice as long each time, up to an hour, and never at the same moment as all others. */
export const pauseAfter = (attempts: number, random: number): number =>
  Math.round(Math.min(LONGEST_PAUSE_SECONDS, 30 * 2 ** Math.min(attempts - 1, 12)) * (0.75 + random / 2));

/** Seconds a server is left alone after so many failures in a row; 0: it is tried at once. */
export const restAfter = (failures: number): number =>
  failures < FAILURES_BEFORE_REST
    ? 0
    : Math.min(LONGEST_PAUSE_SECONDS, 60 * 2 ** Math.min(failures - FAILURES_BEFORE_REST, 6));

/** The owner's code for a category; undefined when the tenant's map has none. */
export const serviceFor = (endpoint: OwnerEndpoint, category: string): string | undefined =>
  Object.hasOwn(endpoint.services, category) ? endpoint.services[category] : endpoint.services['*'];

/** The form that is posted. @param service the owner's code */
export function handoverForm(endpoint: OwnerEndpoint, service: string, facts: HandoverFacts): Record<string, string> {
  const known: Record<string, string | null> = {
    number: facts.number,
    landmark: facts.landmark,
    address: facts.address,
    category: facts.categoryName,
    priority: facts.priority,
  };
  const form: Record<string, string> = { service_code: service };
  if (endpoint.jurisdiction !== undefined) form.jurisdiction_id = endpoint.jurisdiction;
  if (facts.point !== null) {
    form.lat = String(facts.point.latitude);
    form.long = String(facts.point.longitude);
  }
  const address = [facts.address, facts.landmark].filter(Boolean).join(' · ');
  if (address !== '') form.address_string = address;
  form.description = [facts.description ?? facts.categoryName, `[${facts.number}]`].join('\n').slice(0, 4_000);
  for (const [what, code] of Object.entries(endpoint.attributes)) {
    if (code !== undefined && known[what]) form[`attribute[${code}]`] = known[what];
  }
  return form;
}

/** What was added to a report, as an update of FixMyStreet's extension. `reference`: the owner's number of the report. */
export const updateForm = (
  endpoint: OwnerEndpoint,
  reference: string,
  { number, seq, at, text }: { number: string; seq: number; at: string; text: string },
): Record<string, string> => ({
  ...(endpoint.jurisdiction === undefined ? {} : { jurisdiction_id: endpoint.jurisdiction }),
  service_request_id: reference,
  update_id: `${number}-${seq}`,
  updated_datetime: w3c(at),
  status: 'OPEN',
  description: text,
});

/**
 * Why an update was not taken; null when it was: whatever number it has there is not ours to know.
 * @param called false where nothing was sent, which no second try changes
 */
export function failureOfUpdate(exchange: Exchange, called: boolean): { reason: string; permanent: boolean } | null {
  const fault = faultOf(exchange);
  return fault?.kind === 'failed' ? { reason: fault.reason, permanent: fault.permanent || !called } : null;
}

const failed = (reason: string, options: { permanent?: boolean; server?: boolean } = {}): HandoverNews => ({
  kind: 'failed',
  permanent: options.permanent ?? false,
  server: options.server ?? true,
  reason: reason.slice(0, 400),
});

const PLAIN = /^[\x21-\x7e\p{L}\p{N} ]+$/u;
const usable = (text: string | undefined, most: number): text is string =>
  text !== undefined && text !== '' && text.length <= most && PLAIN.test(text);

const descriptionsOf = ({ items, answer }: Exchange): string =>
  (items ?? []).flatMap(({ description }) => description ?? []).join('; ') || (answer ?? '').slice(0, 120);

/** Why an answer cannot be read as one; undefined when it can. */
function faultOf(exchange: Exchange): HandoverNews | undefined {
  const { status, failure } = exchange;
  if (status !== null && [400, 404, 409, 410, 413, 415, 422].includes(status) && exchange.kind === 'send') {
    return failed(`${status}: ${descriptionsOf(exchange)}`, { permanent: status !== 404, server: status === 404 });
  }
  if (status !== null && status >= 400) return failed(`${status}: ${descriptionsOf(exchange)}`);
  return failure === null ? undefined : failed(failure);
}

/** What the answer to a posted request says. */
export function newsOfPosted(exchange: Exchange): HandoverNews {
  const fault = faultOf(exchange);
  if (fault !== undefined) return fault;
  const [first, ...more] = exchange.items ?? [];
  if (more.length > 0) return failed('answered about several requests where one was sent');
  if (usable(first?.service_request_id, 100)) return { kind: 'numbered', reference: first.service_request_id };
  if (usable(first?.token, 200)) return { kind: 'token', token: first.token };
  return failed('answered without a number and without a token');
}

/** What is known of a token now; undefined while there is no number yet. */
export function newsOfToken(exchange: Exchange, token: string): HandoverNews | undefined {
  // A token that is too young is nothing anybody did wrong.
  if (exchange.status === 404) return undefined;
  const fault = faultOf(exchange);
  if (fault !== undefined) return fault;
  const [first] = exchange.items ?? [];
  if (first?.token !== undefined && first.token !== '' && first.token !== token)
    return failed('answered about another token');
  return usable(first?.service_request_id, 100) ? { kind: 'numbered', reference: first.service_request_id } : undefined;
}

const DONE = ['closed', 'fixed', 'completed', 'resolved', 'fixed - council', 'fixed_council'];
const RETURNED = [
  'not_councils_responsibility',
  'not_responsible',
  'no_further_action',
  'unable_to_fix',
  'duplicate',
  'rejected',
];
const CONTROL = /[^\P{Cc}\n]|[\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu;

const noteOf = (text: string | undefined): string | null => {
  const note = (text ?? '').replace(CONTROL, ' ').trim().slice(0, 800).toWellFormed();
  return note === '' ? null : note;
};

/** What an owner's status means for us. Closed there is never fixed here. */
function heard(item: Readonly<Record<string, string>>, notes: string | undefined, now: Temporal.Instant): HandoverNews {
  const status = (item.status ?? '').trim().toLowerCase();
  if (!/^[a-z_ -]{1,60}$/.test(status)) return failed('answered without a status', { server: false });
  const at = item.updated_datetime ? instantOfW3c(item.updated_datetime) : undefined;
  if (at !== undefined && Temporal.Instant.compare(at, now.add({ minutes: CLOCK_MINUTES })) > 0) {
    return failed(`answered with a time that is yet to come: ${item.updated_datetime}`, { server: false });
  }
  const meaning = DONE.includes(status) ? 'done' : RETURNED.includes(status) ? 'returned' : 'open';
  return {
    kind: 'heard',
    meaning,
    status,
    notes: noteOf(notes),
    updateId: noteOf(item.update_id)?.slice(0, 200) ?? null,
  };
}

export interface SentRequest {
  readonly reference: string;
  readonly serviceCode: string | null;
  readonly point: HandoverFacts['point'];
}

/**
 * What a list of requests says of one that was sent. Whatever is about others is not looked at; what bears the number
 * and yet is of another service or another place is not believed.
 */
export function newsOfPolled(exchange: Exchange, sent: SentRequest, now: Temporal.Instant): HandoverNews {
  const fault = faultOf(exchange);
  if (fault !== undefined) return fault;
  const item = exchange.items?.find((one) => one.service_request_id === sent.reference);
  if (item === undefined) return failed('its number was not in the answer', { server: false });
  if (sent.serviceCode !== null && item.service_code && item.service_code !== sent.serviceCode) {
    return failed(`answered about a request of another service: ${item.service_code}`, { server: false });
  }
  const [latitude, longitude] = [Number(item.lat || Number.NaN), Number(item.long || Number.NaN)];
  const placed = sent.point !== null && Number.isFinite(latitude) && Number.isFinite(longitude);
  if (placed && distanceMetres(sent.point, { longitude, latitude }) > SAME_PLACE_METRES) {
    return failed('answered about a request at another place', { server: false });
  }
  return heard(item, item.status_notes, now);
}

/** What the updates of a server say of one that was sent, the oldest first. */
export function newsOfUpdates(exchange: Exchange, reference: string, now: Temporal.Instant): HandoverNews[] {
  return (exchange.items ?? [])
    .filter((item) => item.service_request_id === reference && usable(item.update_id, 200))
    .sort((a, b) => ((a.updated_datetime ?? '') < (b.updated_datetime ?? '') ? -1 : 1))
    .map((item) => heard(item, item.description, now))
    .filter((news) => news.kind === 'heard');
}

/** Why the updates of a server could not be read; undefined when they could. */
export const faultOfUpdates = (exchange: Exchange): string | undefined => {
  const fault = faultOf(exchange);
  return fault?.kind === 'failed' ? fault.reason : undefined;
};
