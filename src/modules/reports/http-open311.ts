import { Problem } from '#kernel/problem.ts';
import type { HttpHandler } from '#platform/http.ts';
import { errorAnswer, type Format, Refused, refusalOf } from './http-open311-answer.ts';
import { type Asked, assertJurisdiction } from './http-open311-asked.ts';
import { formOf, Parameters } from './http-open311-input.ts';
import {
  defineService,
  discovery,
  getRequest,
  listRequests,
  listServices,
  listUpdates,
  resolveToken,
} from './http-open311-reads.ts';
import { postRequest, postUpdate } from './http-open311-writes.ts';
import { languageFor } from './rules.ts';

function formatOf(extension: string | undefined, accept: string | null): Format {
  if (extension !== undefined) return extension as Format;
  const wanted = (accept ?? '').split(',').map((one) => one.split(';')[0]!.trim().toLowerCase());
  const json = wanted.indexOf('application/json');
  const xml = wanted.findIndex((type) => ['text/xml', 'application/xml', '*/*', 'text/*'].includes(type));
  return json >= 0 && (xml < 0 || json < xml) ? 'json' : 'xml';
}

/** The last extension says the format; a service code may have others. */
const EXTENSION = /\.(xml|json)$/;

/** The path's resource and the id below it. */
function partsOf(path: string) {
  const bare = path.replace(EXTENSION, '');
  const [resource = '', id, ...more] = bare.split('/').map((part) => decodeURIComponent(part));
  return { resource, id, known: more.length === 0 };
}

async function route(asked: Asked, resource: string, id: string | undefined): Promise<Response> {
  const what = `${asked.request.method === 'HEAD' ? 'GET' : asked.request.method} ${resource}${id === undefined ? '' : '/'}`;
  if (what !== 'GET discovery') assertJurisdiction(asked);
  switch (what) {
    case 'GET discovery':
      return discovery(asked);
    case 'GET services':
      return listServices(asked);
    case 'GET services/':
      return defineService(asked, id!);
    case 'GET requests':
      return listRequests(asked);
    case 'GET requests/':
      return getRequest(asked, id!);
    case 'POST requests':
      return postRequest(asked);
    case 'GET tokens/':
      return resolveToken(asked, id!);
    case 'GET servicerequestupdates':
      return listUpdates(asked);
    case 'POST servicerequestupdates':
      return postUpdate(asked);
    default:
      throw ['services', 'requests', 'tokens', 'servicerequestupdates', 'discovery'].includes(resource)
        ? new Refused(400, `${asked.request.method} is not a method of ${resource}`)
        : new Refused(404, 'there is nothing at this address');
  }
}

/** `/open311/…`: Open311 GeoReport v2, its discovery, and FixMyStreet's extension for updates. */
export function open311Handler(): HttpHandler {
  return async (request, services) => {
    const url = new URL(request.url);
    const [, base, path = ''] = /^\/open311\/(v2\/|test\/v2\/|(?=discovery))(.*)$/.exec(url.pathname) ?? [];
    const { tenant } = services;
    let format: Format = 'xml';
    let language = languageFor(tenant.languages, undefined, request.headers.get('accept-language'));
    try {
      format = formatOf(EXTENSION.exec(path)?.[1], request.headers.get('accept'));
      const { resource, id, known } = partsOf(path);
      if (base === undefined || !known) throw new Refused(404, 'there is nothing at this address');
      if (request.method === 'OPTIONS') return preflight();
      const parameters = request.method === 'POST' ? await formOf(request) : new Parameters(url.searchParams);
      language = languageFor(tenant.languages, parameters.one('locale'), request.headers.get('accept-language'));
      const origin = `${services.protocol}://${url.host}`;
      const asked = { request, services, parameters, format, language, origin, test: base.startsWith('test') };
      return await route(asked, resource, id);
    } catch (error) {
      const refusal =
        error instanceof URIError ? new Refused(400, 'the address is not valid') : refusalOf(error, language);
      if (refusal !== undefined) {
        return errorAnswer(format, refusal, error instanceof Problem ? error.extra.retryAfter : undefined);
      }
      services.failed(error);
      return errorAnswer(format, {
        status: 500,
        descriptions: [`Something failed on our side: ${services.requestId}`],
      });
    }
  };
}

const preflight = (): Response =>
  new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': 'content-type, idempotency-key, accept-language',
      'access-control-max-age': '86400',
    },
  });
