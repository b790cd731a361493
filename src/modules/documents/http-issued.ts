import { isId } from '#kernel/id.ts';
import type { HttpHandler } from '#platform/http.ts';
import { PrinterUnavailable } from '#platform/printer.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { documentProblems } from './model.ts';
import { pageOf, printDocument, readFile } from './operations-print.ts';
import type { IssueUse } from './operations-sealing.ts';

const PAPER = /^\/documents\/([0-9a-f-]{36})\.(pdf|html)$/;
const LIST = /^\/documents\/status\/(\d{1,5})(?:\.jwt)?$/;
const SCANNED = /^\/v\/([\w-]+\.[\w-]+\.[\w-]+)$/;
const KEYS_FRESH_SECONDS = 300;

const reads = (request: Request) => request.method === 'GET' || request.method === 'HEAD';

/** Open to programs of others: what is here is public. */
const shared = (type: string, seconds: number) => ({
  'content-type': type,
  'cache-control': `public, max-age=${seconds}`,
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
});

/** Serves `/documents/{id}.pdf` and `.html`, and the lists of statuses at `/documents/status/{n}`. */
export const papersHandler =
  (use: IssueUse): HttpHandler =>
  async (request, services) => {
    if (!reads(request)) return null;
    const url = new URL(request.url);
    const [, list] = LIST.exec(url.pathname) ?? [];
    if (list !== undefined) {
      const { token, seconds } = await services.call<{ token: string; seconds: number }>('documents.get-status-list', {
        list,
      });
      const headers = shared('application/statuslist+jwt', Math.min(60, seconds));
      return new Response(request.method === 'HEAD' ? null : token, { headers });
    }
    const [, id = '', form] = PAPER.exec(url.pathname) ?? [];
    if (form === undefined || !isId(id)) return null;
    const until = url.searchParams.get('until');
    const proof = url.searchParams.get('proof');
    const found = await services.call<{ number: string; version: number }>('documents.open-paper', {
      id,
      until,
      proof,
    });
    const bytes = form === 'pdf' ? await fileOf(use, services, id) : undefined;
    const name = `${found.number}${found.version > 1 ? `-v${found.version}` : ''}`;
    const headers = {
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    };
    if (bytes !== undefined) {
      const file = { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="${name}.pdf"` };
      const body = request.method === 'HEAD' ? null : new Uint8Array(bytes);
      return new Response(body, { headers: { ...headers, ...file, 'content-length': String(bytes.length) } });
    }
    // Without a browser to print with, the page itself is the document: it can be shown, and printed by its reader.
    const page = await pageOf(use, services.tenant, id);
    if (page === undefined) throw documentProblems.forgotten();
    const policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; sandbox";
    return new Response(request.method === 'HEAD' ? null : page, {
      headers: { ...headers, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
    });
  };

/** The file, made now where the job has not come to it yet; undefined where none can be made. */
async function fileOf(use: IssueUse, services: RequestServices, id: string): Promise<Uint8Array | undefined> {
  const { tenant } = services;
  const kept = await readFile(use, tenant, id);
  if (kept !== undefined) return kept;
  try {
    await printDocument(use, tenant, id);
  } catch (error) {
    if (!(error instanceof PrinterUnavailable)) throw error;
    use.unprinted(error);
    return undefined;
  }
  return readFile(use, tenant, id);
}

/** Serves `/v/{token}`, the address in a QR code: leads to the page of verification. */
export const scanHandler: HttpHandler = async (request, services) => {
  const [, token] = SCANNED.exec(new URL(request.url).pathname) ?? [];
  if (token === undefined || !reads(request)) return null;
  const wanted = request.headers.get('accept-language')?.slice(0, 2).toLowerCase();
  const { languages } = services.tenant;
  const language = languages.find((one) => one === wanted) ?? languages[0];
  const location = `/${language}/verify?document=${token}`;
  return new Response(null, {
    status: 303,
    headers: { location, vary: 'accept-language', 'cache-control': 'no-store' },
  });
};

/** Serves `/.well-known/jwks.json` (RFC 7517): the public keys of a tenant, earlier ones too. */
export const keysHandler: HttpHandler = async (request, services) => {
  if (!reads(request) || new URL(request.url).pathname !== '/.well-known/jwks.json') return null;
  const body = JSON.stringify(await services.call('documents.list-keys', {}));
  const headers = shared('application/jwk-set+json', KEYS_FRESH_SECONDS);
  return new Response(request.method === 'HEAD' ? null : body, { headers });
};
