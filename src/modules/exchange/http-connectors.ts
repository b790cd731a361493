import type { HttpHandler } from '#platform/http.ts';
import type { Connectors } from './api.ts';

/** What an agency tells is a record or a page of them. */
const MOST_BYTES = 256 * 1024;

const STATUS = { heard: 202, 'heard-before': 200, unknown: 404, 'not-authentic': 401, unreadable: 422 } as const;

async function textOf(request: Request): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of request.body ?? []) {
    size += piece.length;
    if (size > MOST_BYTES) return undefined;
    pieces.push(piece);
  }
  return new TextDecoder().decode(Buffer.concat(pieces, size));
}

/** Takes in what agencies send on their own account; answers once it is kept, so that they may stop telling. */
export const hearingHandler =
  (connectors: Connectors): HttpHandler =>
  async (request, { tenant }) => {
    const [, , connector, notification, ...rest] = new URL(request.url).pathname.split('/');
    if (!connector || !notification || rest.length > 0) return null;
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
    const body = await textOf(request);
    if (body === undefined) return new Response(null, { status: 413 });
    const headers = Object.fromEntries(request.headers);
    const outcome = await connectors.hear(tenant, connector, notification, { headers, body });
    return Response.json({ outcome }, { status: STATUS[outcome], headers: { 'cache-control': 'no-store' } });
  };
