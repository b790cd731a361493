import { isId } from '#kernel/id.ts';
import type { HttpHandler } from '#platform/http.ts';

const UNSUBSCRIBE = /^\/alerts\/unsubscribe\/([0-9a-f-]{36})\/([\w-]{10,80})$/;

/**
 * Answers `/alerts/unsubscribe/{id}/{token}`: a POST ends the alert at once, without a page or a cookie, as mail
 * programs ask for it (RFC 8058); a person who opens the address is led to the page that asks. Null for every other.
 */
export const endAlerts: HttpHandler = async (request, services) => {
  const [, id, token] = UNSUBSCRIBE.exec(new URL(request.url).pathname) ?? [];
  if (id === undefined || token === undefined || !isId(id)) return null;
  if (request.method === 'POST') {
    await services.call('reports.end-alert', { id, token }, { idempotencyKey: `unsubscribe-${id}` });
    return new Response(null, { status: 204 });
  }
  if (request.method !== 'GET') return null;
  const location = `/${services.tenant.languages[0]}/alerts/${id}?token=${token}`;
  return new Response(null, { status: 303, headers: { location } });
};
