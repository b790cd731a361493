import { describe, expect, test, vi } from 'vitest';
import { anonymous } from '#kernel/actor.ts';
import { Problem } from '#kernel/problem.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { handle, handleError } from './hooks.server.ts';

const services = (languages: string[]): RequestServices => ({
  tenant: {
    id: 1,
    key: 'sample',
    name: { ar: 'نموذج' },
    languages,
    timeZone: 'Asia/Riyadh',
    calendars: [],
    settings: {},
  },
  actor: anonymous(1),
  person: null,
  requestId: 'request-1',
  remoteAddress: '127.0.0.1',
  protocol: 'http',
  call: async () => undefined as never,
  withKey: async () => undefined,
  reference: () => ({}),
  signOut: async () => {},
  failed: vi.fn(),
});

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  languages?: string[];
  cookies?: Record<string, string>;
}

/** Sends a request through the hook; what it throws (a redirect, a refusal) is its answer. */
async function ask(url: string, { method = 'GET', headers = {}, languages = ['ar', 'en'], cookies = {} }: Ask = {}) {
  const jar = new Map(Object.entries(cookies));
  const event = {
    url: new URL(url),
    request: new Request(url, { method, headers: { host: new URL(url).host, ...headers } }),
    platform: { req: { amanah: services(languages) } },
    cookies: { get: (name: string) => jar.get(name), set: (name: string, value: string) => jar.set(name, value) },
    locals: {} as App.Locals,
  };
  let html = '';
  const resolve = async (
    _: unknown,
    options: { transformPageChunk(chunk: { html: string; done: boolean }): string },
  ) => {
    html = options.transformPageChunk({
      html: '<html lang="ar" dir="rtl" data-density="portal" data-theme="auto">',
      done: true,
    });
    return new Response(html);
  };
  const answer = await Promise.resolve(handle({ event, resolve } as never)).catch((thrown: unknown) => thrown);
  return { answer: answer as { status: number; location?: string }, html, jar, locals: event.locals };
}

describe('languages', () => {
  test('the address decides language, direction and look', async () => {
    const { html, locals } = await ask('http://a.test/en/office/queue', { cookies: { theme: 'dark' } });
    expect(html).toBe('<html lang="en" dir="ltr" data-density="office" data-theme="dark">');
    expect(locals).toMatchObject({ language: 'en', direction: 'ltr', requestId: 'request-1' });
  });

  test('the root leads to the remembered language, else to the first of the tenant', async () => {
    expect((await ask('http://a.test/')).answer).toMatchObject({ status: 303, location: '/ar' });
    expect((await ask('http://a.test/', { cookies: { language: 'en' } })).answer).toMatchObject({ location: '/en' });
    expect((await ask('http://a.test/', { languages: ['en'], cookies: { language: 'ar' } })).answer).toMatchObject({
      location: '/en',
    });
  });

  test('a language the tenant does not offer leads to the same page in one it does', async () => {
    const { answer } = await ask('http://a.test/ar/track?number=1', { languages: ['en'] });
    expect(answer).toMatchObject({ status: 303, location: '/en/track?number=1' });
  });
});

describe('writes come from a page of the same host', () => {
  const write = (headers: Record<string, string>) => ask('http://a.test:8080/ar', { method: 'POST', headers });

  test.each([
    ['its own page', { origin: 'http://a.test:8080' }, 200],
    ['its own page behind a proxy that ends TLS', { origin: 'https://a.test:8080' }, 200],
    ['another site', { origin: 'http://evil.test' }, 403],
    ['another tenant', { origin: 'http://b.a.test:8080' }, 403],
    ['another port', { origin: 'http://a.test:9090' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['its own page that tells nobody its address', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 200],
    ['a page without address of another tenant', { origin: 'null', 'sec-fetch-site': 'same-site' }, 403],
    ['nobody says', {}, 403],
    [
      'a site that forges Origin but not Sec-Fetch-Site',
      { origin: 'http://a.test:8080', 'sec-fetch-site': 'cross-site' },
      403,
    ],
  ])('from %s', async (_, headers, status) => {
    expect((await write(headers as Record<string, string>)).answer.status).toBe(status);
  });

  test('reading needs no origin', async () => {
    expect((await ask('http://a.test/ar', { headers: { 'sec-fetch-site': 'cross-site' } })).answer.status).toBe(200);
  });
});

describe('errors', () => {
  const event = { locals: { requestId: 'request-1', services: services(['ar']) } };

  test('a refusal keeps status, code and both texts', () => {
    const problem = new Problem('sample.gone', 410, { ar: 'لم يعد موجودًا', en: 'gone' });
    expect(handleError({ kind: 'unknown', error: problem, event } as never)).toMatchObject({
      status: 410,
      code: 'sample.gone',
      text: { ar: 'لم يعد موجودًا', en: 'gone' },
      requestId: 'request-1',
    });
    expect(event.locals.services.failed).not.toHaveBeenCalled();
  });

  test('a failure is recorded and says nothing but the request', () => {
    const answer = handleError({ kind: 'unknown', error: new TypeError('secret detail'), event } as never);
    expect(answer).toEqual({ requestId: 'request-1' });
    expect(event.locals.services.failed).toHaveBeenCalledOnce();
  });
});
