import type { HttpHandler } from '#platform/http.ts';

const LINK = /^\/f\/([0-9A-Za-z]{10,20})$/;

/**
 * Answers `/f/{secret}`: a POST ends the following at once, without a page or a cookie, as mail programs ask for it
 * (RFC 8058); a person who opens the address is led to the page that asks. Null for every other.
 */
export const followLinks: HttpHandler = async (request, services) => {
  const [, secret] = LINK.exec(new URL(request.url).pathname) ?? [];
  if (secret === undefined) return null;
  if (request.method === 'POST') {
    await services.call('reports.end-follow', { secret }, { idempotencyKey: `unfollow-${secret}` });
    return new Response(null, { status: 204 });
  }
  if (request.method !== 'GET') return null;
  return new Response(null, { status: 303, headers: { location: `/${services.tenant.languages[0]}/f/${secret}` } });
};
