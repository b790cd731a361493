import { parseCaseNumber } from '#kernel/case-number.ts';
import { Problem } from '#kernel/problem.ts';
import { say } from '#kernel/text.ts';
import { answer, Refused } from './http-open311-answer.ts';
import { type Asked, keyed } from './http-open311-asked.ts';
import type { Parameters } from './http-open311-input.ts';
import { requestItem, updateItem } from './http-open311-items.ts';
import type { ReportCatalogue } from './model.ts';
import type { ExchangedReport } from './operations-exchange.ts';
import { open311Of } from './operations-tenant.ts';
import type { ExchangedUpdate } from './operations-updates.ts';
import { definitionOf, listed, MOST_DAYS, MOST_REQUESTS, MOST_SKIPPED, servicesOf, spanOf } from './rules.ts';

/** Discovery names its type without a charset, as its specification does; everything else is GeoReport's, which asks for one. */
const DISCOVERY_TYPES = { xml: 'text/xml', json: 'application/json' } as const;

export async function discovery({ services, format, language, origin }: Asked): Promise<Response> {
  const settings = open311Of(services.tenant);
  const city = say(services.tenant.name, language);
  const document = {
    changeset: settings.changeset,
    contact: say(settings.contact ?? {}, language) || `${city} ${String(services.tenant.settings.phone ?? '')}`.trim(),
    key_service: say(settings.keyService ?? {}, language) || `${origin}/${language}/developers/open311`,
    endpoints: settings.endpoints.map(({ type, url }) => ({
      specification: 'http://wiki.open311.org/GeoReport_v2',
      url: url.startsWith('/') ? `${origin}${url}` : url,
      changeset: settings.changeset,
      type,
      formats: Object.values(DISCOVERY_TYPES),
    })),
  };
  return answer(format, 'discovery', document, { headers: { 'content-type': DISCOVERY_TYPES[format] } });
}

const catalogueOf = async ({ services }: Asked) =>
  (await services.call<{ catalogue: ReportCatalogue }>('reports.get-catalogue', {})).catalogue;

export async function listServices(asked: Asked): Promise<Response> {
  const { attributes } = open311Of(asked.services.tenant);
  return answer(asked.format, 'services', servicesOf(await catalogueOf(asked), attributes, asked.language));
}

export async function defineService(asked: Asked, code: string): Promise<Response> {
  const catalogue = await catalogueOf(asked);
  if (!catalogue.categories.some((one) => one.code === code)) {
    throw new Refused(404, `service_code: ${code.slice(0, 80)} was not found`);
  }
  const definition = definitionOf(code, open311Of(asked.services.tenant).attributes, asked.language);
  return answer(asked.format, 'service_definition', definition);
}

interface Found {
  readonly items: readonly ExchangedReport[];
  readonly more: boolean;
}

export async function listRequests(asked: Asked): Promise<Response> {
  const { parameters } = asked;
  const services = (await keyed(asked)) ?? asked.services;
  const { limit, skip } = pageOf(parameters);
  const ids = parameters.all('service_request_id').flatMap(listed);
  if (ids.length > MOST_REQUESTS) throw new Refused(400, `service_request_id: at most ${MOST_REQUESTS} at once`);
  let input: Record<string, unknown>;
  if (ids.length > 0) {
    const numbers = ids.flatMap((id) => parseCaseNumber(id) ?? []);
    if (numbers.length === 0) return requests(asked, { items: [], more: false });
    input = { numbers, limit: MOST_REQUESTS };
  } else {
    const statuses = parameters.all('status').flatMap(listed);
    const wrong = statuses.find((status) => status !== 'open' && status !== 'closed');
    if (wrong !== undefined) throw new Refused(400, `status: ${wrong.slice(0, 40)} is neither open nor closed`);
    const codes = parameters.all('service_code').flatMap(listed);
    if (codes.length > 200) throw new Refused(400, 'service_code: at most 200 at once');
    const one = new Set(statuses).size === 1;
    const { from, to } = span(parameters);
    input = {
      ...(codes.length === 0 ? {} : { categories: codes }),
      ...(one ? { open: statuses[0] === 'open' } : {}),
      from,
      to,
      skip,
      limit,
    };
  }
  return requests(asked, await services.call<Found>('reports.list-service-requests', input));
}

function pageOf(parameters: Parameters): { limit: number; skip: number } {
  const limit = parameters.count('page_size', MOST_REQUESTS, MOST_REQUESTS);
  const skip = (parameters.count('page', Number.MAX_SAFE_INTEGER, 1) - 1) * limit;
  if (skip > MOST_SKIPPED) throw new Refused(400, 'page: too far on; ask for a shorter time instead');
  return { limit, skip };
}

function span(parameters: Parameters): { from: string; to: string } {
  const found = spanOf(parameters.moment('start_date'), parameters.moment('end_date'), Temporal.Now.instant());
  if (found === undefined) {
    throw new Refused(400, `start_date, end_date: in this order, and at most ${MOST_DAYS} days apart`);
  }
  return { from: found.from.toString(), to: found.to.toString() };
}

function requests(asked: Asked, { items, more }: Found): Response {
  const { format, language, origin, parameters } = asked;
  const extended = parameters.one('extensions') === 'true';
  const list = items.map((item) => requestItem(item, { language, origin, extended }));
  return answer(format, 'service_requests', list, { headers: nextPage(asked, more) });
}

/** The address of the next page, for clients that follow links (RFC 8288). */
function nextPage({ request, parameters, origin }: Asked, more: boolean): Record<string, string> {
  if (!more) return {};
  const url = new URL(request.url);
  const next = new URLSearchParams(url.search);
  next.set('page', String(parameters.count('page', MOST_REQUESTS, 1) + 1));
  next.delete('api_key');
  return { link: `<${origin}${url.pathname}?${next}>; rel="next"` };
}

export async function getRequest(asked: Asked, id: string): Promise<Response> {
  const services = (await keyed(asked)) ?? asked.services;
  const number = parseCaseNumber(id);
  const found =
    number === undefined
      ? { items: [], more: false }
      : await services.call<Found>('reports.list-service-requests', { numbers: [number] });
  if (found.items.length === 0) throw new Refused(404, `service_request_id: ${id.slice(0, 80)} was not found`);
  return requests(asked, found);
}

/** A token is the number itself, or the client's own number of its report: it finds what a lost answer said. */
export async function resolveToken(asked: Asked, token: string): Promise<Response> {
  const services = (await keyed(asked)) ?? asked.services;
  const missing = new Refused(404, `token: ${token.slice(0, 80)} was not found`);
  const number = parseCaseNumber(token);
  const found =
    number === undefined
      ? await services
          .call<{ number: string }>('reports.find-received', { externalId: token })
          .catch((error: unknown) => {
            if (error instanceof Problem && error.status === 404) throw missing;
            throw error;
          })
      : (await services.call<Found>('reports.list-service-requests', { numbers: [number] })).items[0];
  if (found === undefined) throw missing;
  return answer(asked.format, 'service_requests', [{ service_request_id: found.number, token }]);
}

export async function listUpdates(asked: Asked): Promise<Response> {
  const services = (await keyed(asked)) ?? asked.services;
  const { items, more } = await services.call<{ items: ExchangedUpdate[]; more: boolean }>(
    'reports.list-service-updates',
    { ...span(asked.parameters), ...pageOf(asked.parameters) },
  );
  const list = items.map((item) => updateItem(item, asked.language));
  return answer(asked.format, 'service_request_updates', list, { headers: nextPage(asked, more) });
}
