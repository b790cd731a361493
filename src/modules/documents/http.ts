import { isId } from '#kernel/id.ts';
import type { FileStore } from '#platform/files.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { documentProblems, OPENED, type Opened } from './model.ts';
import { ticketContext } from './operations-evidence.ts';
import { readOriginal } from './operations-originals.ts';
import { unseal } from './originals.ts';

interface OpenFile {
  readonly sha256: string;
  readonly type: string;
  readonly audience: 'public' | 'internal';
  readonly ticket: string | null;
  readonly original: string | null;
}

/**
 * How long a copy may be shown without asking again. Who may see a photo, and which parts of it, can change: what a
 * moderator hides or blurs is gone from browsers and caches this soon.
 */
const FRESH_SECONDS = 300;

/**
 * Serves `/files/{id}/{display|thumbnail|original}`: the bytes of a photo for those `documents.open-file` lets see it.
 * The copies were encoded here, an original was not; the headers treat both as hostile.
 */
export function filesHandler(files: FileStore, originalsKey: Uint8Array) {
  async function bytesOf(services: RequestServices, id: string, file: OpenFile): Promise<Uint8Array | undefined> {
    const { tenant } = services;
    if (file.ticket === null) return files.find(tenant.key, file.sha256);
    const key = unseal(originalsKey, Buffer.from(file.ticket, 'base64url'), ticketContext(tenant.id, id));
    return readOriginal({ files }, tenant, file.sha256, file.original!, key);
  }

  return async (request: Request, services: RequestServices): Promise<Response | null> => {
    const url = new URL(request.url);
    const [, , id = '', variant = '', ...more] = url.pathname.split('/');
    if (request.method !== 'GET' && request.method !== 'HEAD') return null;
    if (more.length > 0 || !isId(id) || !OPENED.includes(variant as Opened)) throw documentProblems['unknown-file']();
    const until = url.searchParams.get('until');
    const proof = url.searchParams.get('proof');
    const file = await services.call<OpenFile>('documents.open-file', { id, variant, until, proof });
    const original = file.ticket !== null;
    const headers = {
      etag: `"${file.sha256}"`,
      'cache-control': original
        ? 'no-store'
        : `${file.audience}, max-age=${FRESH_SECONDS}, must-revalidate`.replace('internal', 'private'),
      'content-type': file.type,
      'content-disposition': original ? `attachment; filename="${id}.${file.type.split('/')[1]}"` : 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': file.audience === 'public' ? 'cross-origin' : 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    };
    if (request.headers.get('if-none-match')?.includes(headers.etag))
      return new Response(null, { status: 304, headers });
    const bytes = await bytesOf(services, id, file);
    if (bytes === undefined) {
      services.failed(new Error(`the file ${file.sha256} of photo ${id} is missing from the file store`));
      throw documentProblems['unknown-file']();
    }
    const body = request.method === 'HEAD' ? null : new Uint8Array(bytes);
    return new Response(body, { headers: { ...headers, 'content-length': String(bytes.length) } });
  };
}
