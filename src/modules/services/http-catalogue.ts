import { createHash } from 'node:crypto';
import type { HttpHandler } from '#platform/http.ts';

const ONE = /^\/services\/([A-Za-z0-9-]{1,80})(\.jsonld)?$/;
const ALL = /^\/services(\.jsonld)?$/;

/**
 * Answers `/services` and `/services/<code>`, the names under which the catalogue and each service are known to other
 * programs: with `.jsonld`, or asked for linked data, as CPSV-AP in JSON-LD; otherwise by leading to the page in the
 * tenant's first language. Null for every other address.
 */
export const catalogueLinks: HttpHandler = async (request, services) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  const url = new URL(request.url);
  const one = ONE.exec(url.pathname);
  const all = ALL.exec(url.pathname);
  if (one === null && all === null) return null;
  const wanted = /application\/(ld\+)?json/.test(request.headers.get('accept') ?? '');
  if ((one?.[2] ?? all?.[1]) === undefined && !wanted) {
    const page = `/${services.tenant.languages[0]}/services${one === null ? '' : `/${one[1]}`}`;
    return new Response(null, { status: 303, headers: { location: page, vary: 'accept' } });
  }
  const { document } = await services.call<{ document: object | null }>('services.get-linked-data', {
    ...(one === null ? {} : { id: one[1] }),
    origin: `${services.protocol}://${url.host}`,
  });
  if (document === null) return null;
  const body = JSON.stringify(document);
  const headers = {
    'content-type': 'application/ld+json; charset=utf-8',
    'cache-control': 'public, no-cache',
    'access-control-allow-origin': '*',
    vary: 'accept',
    etag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  };
  const unchanged = request.headers.get('if-none-match')?.includes(headers.etag) === true;
  return new Response(unchanged || request.method === 'HEAD' ? null : body, { status: unchanged ? 304 : 200, headers });
};
