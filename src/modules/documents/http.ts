import { isId } from '#kernel/id.ts';
import type { FileStore } from '#platform/files.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { documentProblems, VARIANTS, type Variant } from './model.ts';

interface OpenFile {
  readonly sha256: string;
  readonly type: string;
  readonly audience: 'public' | 'internal';
}

/**
 * Serves `/files/{id}/{display|thumbnail}`: the bytes of a photo for those `documents.open-file` lets see it.
 * What is served was encoded here; the headers treat it as hostile all the same.
 */
export function filesHandler(files: FileStore) {
  return async (request: Request, services: RequestServices): Promise<Response | null> => {
    const url = new URL(request.url);
    const [, , id = '', variant = '', ...more] = url.pathname.split('/');
    if (request.method !== 'GET' && request.method !== 'HEAD') return null;
    if (more.length > 0 || !isId(id) || !VARIANTS.includes(variant as Variant))
      throw documentProblems['unknown-file']();
    const until = url.searchParams.get('until');
    const proof = url.searchParams.get('proof');
    const file = await services.call<OpenFile>('documents.open-file', { id, variant, until, proof });
    const headers = {
      etag: `"${file.sha256}"`,
      // The bytes never change, who may see them can: a photo hidden by a moderator is gone from caches within a day.
      'cache-control':
        file.audience === 'public' ? 'public, max-age=86400, immutable' : 'private, max-age=3600, immutable',
      'content-type': file.type,
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': file.audience === 'public' ? 'cross-origin' : 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    };
    if (request.headers.get('if-none-match')?.includes(headers.etag))
      return new Response(null, { status: 304, headers });
    const bytes = await files.find(services.tenant.key, file.sha256);
    if (bytes === undefined) {
      services.failed(new Error(`the file ${file.sha256} of photo ${id} is missing from the file store`));
      throw documentProblems['unknown-file']();
    }
    const body = request.method === 'HEAD' ? null : new Uint8Array(bytes);
    return new Response(body, { headers: { ...headers, 'content-length': String(bytes.length) } });
  };
}
