import type { HttpHandler } from '#platform/http.ts';
import { newId } from '#platform/ids.ts';

const OFF = /^\/notices\/off\/([\w.-]{1,120})$/;

/**
 * The address of the header `List-Unsubscribe`: a mail program posts `List-Unsubscribe=One-Click` to it, without cookies
 * or an origin (RFC 8058, section 3.1); whoever opens it in a browser is led to the page where they choose. Reading it
 * changes nothing, since programs that check links read them too.
 */
export const signOffHandler: HttpHandler = async (request, services) => {
  const token = OFF.exec(new URL(request.url).pathname)?.[1];
  if (token === undefined) return null;
  if (request.method === 'POST') {
    await services.call('notifications.sign-off', { token }, { idempotencyKey: newId() });
    return new Response(null, { status: 204 });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  const [language] = services.tenant.languages;
  return new Response(null, {
    status: 303,
    headers: { location: `/${language}/notices/${token}`, 'cache-control': 'no-store', 'x-robots-tag': 'noindex' },
  });
};
