import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** How the receiver behaves; each is something a real one does. */
export type ReceiverManner =
  | 'happy'
  | 'slow'
  | 'hanging'
  | 'down'
  | 'busy'
  | 'gone'
  | 'redirecting'
  | 'huge'
  | 'endless'
  | 'hanging-up'
  | 'half';

export interface Received {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly report?: Record<string, unknown>; readonly change?: Record<string, unknown> };
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A system that asked to be told, with the library of Standard Webhooks and nothing of ours. */
export interface WebhookReceiver {
  readonly url: string;
  readonly port: number;
  manner: ReceiverManner;
  /** Everything that arrived, whatever was answered. */
  readonly received: Received[];
  /** Calls under way now, and the most there ever were. */
  readonly open: { now: number; most: number };
  /** What the body says, when its signature is good. Throws otherwise. */
  verified(received: Received, secret: string): unknown;
  /** Lets calls that hang end. */
  release(): void;
  close(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const held = new Set<ServerResponse>();
  const http = createServer(async (request, response) => {
    receiver.open.now += 1;
    receiver.open.most = Math.max(receiver.open.most, receiver.open.now);
    response.on('close', () => {
      receiver.open.now -= 1;
      held.delete(response);
    });
    let body = '';
    for await (const piece of request) body += piece;
    const { type, data } = JSON.parse(body);
    receiver.received.push({ id: String(request.headers['webhook-id']), type, data, headers: request.headers, body });
    switch (receiver.manner) {
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, 150));
        return void response.writeHead(204).end();
      case 'hanging':
        return void held.add(response);
      case 'down':
        return void response.writeHead(500).end('broken');
      case 'busy':
        return void response.writeHead(503, { 'retry-after': '120' }).end();
      case 'gone':
        return void response.writeHead(410).end();
      case 'redirecting':
        return void response.writeHead(302, { location: `${receiver.url}/elsewhere` }).end();
      case 'huge':
        return void response.writeHead(200).end('x'.repeat(20 << 20));
      case 'endless': {
        response.writeHead(200);
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
          if (!response.destroyed) response.once('drain', more);
        };
        return more();
      }
      case 'hanging-up':
        return void request.socket.destroy();
      case 'half':
        response.writeHead(200, { 'content-length': 1_000 });
        return void response.write('half', () => request.socket.destroy());
      default:
        return void response.writeHead(200, { 'content-type': 'text/plain' }).end('thank you');
    }
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    manner: 'happy',
    received: [],
    open: { now: 0, most: 0 },
    verified: ({ body, headers }, secret) => new Webhook(secret).verify(body, headers as Record<string, string>),
    release() {
      for (const response of held) response.destroy();
      held.clear();
    },
    async close() {
      receiver.release();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return receiver;
}
