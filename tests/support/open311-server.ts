import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server behaves; each is something a real one has done. */
export type Manner =
  | 'happy'
  | 'token-only'
  | 'slow'
  | 'hanging'
  | 'refusing'
  | 'key-wrong'
  | 'down'
  | 'loses-answers'
  | 'same-number'
  | 'no-number'
  | 'broken-xml'
  | 'bomb'
  | 'entity'
  | 'huge'
  | 'future'
  | 'elsewhere'
  | 'web-page'
  | 'json-as-xml'
  | 'xml-as-json'
  | 'other-numbers'
  | 'strange-status'
  | 'without-status'
  | 'all-it-has'
  | 'redirecting'
  | 'dripping'
  | 'answer-for-many';

interface Kept {
  readonly id: string;
  readonly form: Record<string, string>;
  status: string;
  notes: string;
}

export interface Open311Server {
  readonly url: string;
  manner: Manner;
  /** What it took, by its own number. */
  readonly kept: Map<string, Kept>;
  /** Requests that came, `POST requests.xml` first. */
  readonly calls: string[];
  readonly updates: {
    update_id: string;
    service_request_id: string;
    status: string;
    description: string;
    at: string;
  }[];
  /** Updates that were posted to it. */
  readonly told: Record<string, string>[];
  /** Lets every held answer go. */
  release(): void;
  close(): Promise<void>;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const element = (members: Record<string, string>) =>
  Object.entries(members)
    .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
    .join('');
const xml = (body: string) => `<?xml version="1.0" encoding="utf-8"?>${body}`;
const one = (members: Record<string, string>) =>
  xml(`<service_requests><request>${element(members)}</request></service_requests>`);

const BOMB = `<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">${'bcdefgh'
  .split('')
  .map((name, i) => `<!ENTITY ${name} "${`&${'abcdefgh'[i]};`.repeat(10)}">`)
  .join('')}]><service_requests><request><service_request_id>&h;</service_request_id></request></service_requests>`;
const ENTITY =
  '<!DOCTYPE z [<!ENTITY f SYSTEM "file:///etc/passwd">]><service_requests><request><service_request_id>&f;</service_request_id></request></service_requests>';

/** An Open311 server of somebody else: real HTTP, GeoReport v2 in XML, with FixMyStreet's extension for updates. */
export async function startOpen311Server(): Promise<Open311Server> {
  const held = new Set<ServerResponse>();
  const tokens = new Map<string, string>();
  const byKey = new Map<string, string>();
  let next = 1;

  const bodyOf = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
  };

  function view({ id, form, status, notes }: Kept): Record<string, string> {
    const elsewhere = server.manner === 'elsewhere';
    return {
      service_request_id: server.manner === 'other-numbers' ? `NEW-${id}` : id,
      status: server.manner === 'strange-status' ? 'in_negotiation' : server.manner === 'without-status' ? '' : status,
      status_notes: notes,
      service_code: form.service_code ?? '',
      requested_datetime: '2026-01-01T00:00:00Z',
      updated_datetime: server.manner === 'future' ? '2199-01-01T00:00:00Z' : '2026-01-01T00:00:00Z',
      lat: elsewhere ? '10.5' : (form.lat ?? ''),
      long: elsewhere ? '10.5' : (form.long ?? ''),
    };
  }

  async function post(request: IncomingMessage): Promise<[number, string] | null> {
    const form = await bodyOf(request);
    if (request.url?.includes('servicerequestupdates')) {
      server.told.push(form);
      return [
        200,
        xml(
          '<service_request_updates><request_update><update_id>U-1</update_id></request_update></service_request_updates>',
        ),
      ];
    }
    const once = String(request.headers['idempotency-key']);
    const known = byKey.get(once);
    const id = server.manner === 'same-number' ? 'SAME' : (known ?? `R-${next++}`);
    if (server.manner === 'no-number') return [200, xml('<service_requests><request></request></service_requests>')];
    byKey.set(once, id);
    if (known === undefined) server.kept.set(id, { id, form, status: 'open', notes: '' });
    if (server.manner === 'loses-answers') {
      server.manner = 'happy';
      return null;
    }
    if (server.manner !== 'token-only') return [200, one({ service_request_id: id, service_notice: '' })];
    const token = randomUUID();
    tokens.set(token, id);
    return [200, one({ token })];
  }

  function get(path: string, query: URLSearchParams): [number, string] {
    const token = /^tokens\/(.+)\.xml$/.exec(path)?.[1];
    if (token !== undefined) {
      const id = tokens.get(token);
      // The first question comes too early.
      if (id === undefined || !server.calls.slice(0, -1).includes(`GET ${path}`)) return [200, one({ token })];
      return [200, one({ service_request_id: id, token })];
    }
    if (path === 'servicerequestupdates.xml') {
      const list = server.updates.map(
        ({ at, ...rest }) => `<request_update>${element({ ...rest, updated_datetime: at })}</request_update>`,
      );
      return [200, xml(`<service_request_updates>${list.join('')}</service_request_updates>`)];
    }
    const asked = (query.get('service_request_id') ?? '').split(',');
    const found = [...server.kept.values()].filter(({ id }) => asked.includes(id));
    // One that does not know how to narrow tells everything, page after page.
    if (server.manner === 'all-it-has') {
      const strangers = Array.from(
        { length: 3_000 },
        (_, n) => `<request>${element({ service_request_id: `X-${n}`, status: 'closed' })}</request>`,
      );
      return [200, xml(`<service_requests>${strangers.join('')}</service_requests>`)];
    }
    const list = found.map((kept) => `<request>${element(view(kept))}</request>`);
    return [200, xml(`<service_requests>${list.join('')}</service_requests>`)];
  }

  const http = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://server');
    const path = url.pathname.replace('/v2/', '');
    server.calls.push(`${request.method} ${path}`);
    const send = (status: number, body: string, type = 'text/xml; charset=utf-8') =>
      response.writeHead(status, { 'content-type': type, link: `<${url.pathname}?page=2>; rel="next"` }).end(body);
    const error = (code: number, text: string) =>
      send(code, xml(`<errors><error><code>${code}</code><description>${text}</description></error></errors>`));
    switch (server.manner) {
      case 'hanging':
        return void held.add(response);
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, 100));
        break;
      case 'refusing':
        return error(400, 'base is a duplicate');
      case 'key-wrong':
        return error(403, 'Invalid api_key received');
      case 'down':
        return error(503, 'maintenance');
      case 'broken-xml':
        return send(200, '<service_requests><request><service_request_id>1</request>');
      case 'bomb':
        return send(200, BOMB);
      case 'entity':
        return send(200, ENTITY);
      case 'huge':
        return send(200, one({ service_request_id: 'x'.repeat(4 << 20) }));
      case 'web-page':
        return send(200, '<!doctype html><html><body><p>Sign in</body></html>', 'text/html');
      case 'json-as-xml':
        return send(200, '[{"service_request_id":"J-1"}]');
      case 'xml-as-json':
        return send(200, one({ service_request_id: 'X-1' }), 'application/json');
      case 'answer-for-many':
        return send(
          200,
          xml(
            '<service_requests><request><service_request_id>1</service_request_id></request><request><service_request_id>2</service_request_id></request></service_requests>',
          ),
        );
      case 'redirecting':
        return void response.writeHead(307, { location: 'http://169.254.169.254/v2/requests.xml' }).end();
      case 'dripping': {
        held.add(response);
        response.writeHead(200, { 'content-type': 'text/xml' });
        const drop = setInterval(() => response.write(' '), 20);
        return void response.on('close', () => clearInterval(drop));
      }
      default:
    }
    const answer = request.method === 'POST' ? await post(request) : get(path, url.searchParams);
    if (answer === null) return void request.socket.destroy();
    send(...answer);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  const server: Open311Server = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v2`,
    manner: 'happy',
    kept: new Map(),
    calls: [],
    updates: [],
    told: [],
    release() {
      for (const response of held) response.destroy();
      held.clear();
    },
    async close() {
      server.release();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}
