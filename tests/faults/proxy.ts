import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What happens to one exchange (a request and its answer on a connection that pipelines nothing):
 * - `drop-response`: the server did its work and answers, the client sees the connection break instead;
 * - `cut-response`: the client gets the first half of what the server sends first;
 * - `drop-request`: nothing reaches the server;
 * - `cut-request`: half of the client's first bytes reach it;
 * - `{ delay }`: the answer is held back for so many milliseconds.
 */
export type Fault =
  | 'pass'
  | 'drop-response'
  | 'cut-response'
  | 'drop-request'
  | 'cut-request'
  | { readonly delay: number };

export interface ProxyOptions {
  readonly targetPort: number;
  /** Asked once for every exchange, counted from 1. */
  readonly decide: (exchange: number) => Fault;
}

export interface Proxy {
  readonly port: number;
  readonly url: string;
  /** How many exchanges met each fault. */
  readonly counts: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** A TCP proxy on 127.0.0.1 that breaks connections where the worst of it shows. */
export async function startProxy({ targetPort, decide }: ProxyOptions): Promise<Proxy> {
  const counts: Record<string, number> = {};
  const sockets = new Set<Socket>();
  let exchanges = 0;

  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    let fault: Fault = 'pass';
    // An exchange begins with the client's first bytes after an answer.
    let answered = true;
    const breakOff = () => {
      client.resetAndDestroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', breakOff);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }

    client.on('data', (bytes: Buffer) => {
      if (answered) {
        answered = false;
        exchanges += 1;
        fault = decide(exchanges);
        const name = typeof fault === 'string' ? fault : 'delay';
        counts[name] = (counts[name] ?? 0) + 1;
      }
      if (fault === 'drop-request') return breakOff();
      if (fault === 'cut-request') {
        // Sent on its way before the break, so that the server meets half a request rather than none.
        upstream.end(bytes.subarray(0, Math.floor(bytes.length / 2)), () => breakOff());
        return;
      }
      upstream.write(bytes);
    });

    upstream.on('data', async (bytes: Buffer) => {
      answered = true;
      if (fault === 'drop-response') return breakOff();
      if (fault === 'cut-response') {
        client.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => client.destroy());
        return;
      }
      if (typeof fault === 'object') {
        upstream.pause();
        await sleep(fault.delay);
        upstream.resume();
      }
      if (!client.destroyed) client.write(bytes);
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    counts,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
