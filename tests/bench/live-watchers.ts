import { connect } from 'node:net';

// The other side of `live.ts`, in a process of its own: so many lines over real sockets, and when each heard of what.

export interface WatchOrder {
  readonly port: number;
  readonly cookies: readonly string[];
  readonly lines: number;
}

/** When each change was first heard, by its id: milliseconds since 1970 of every line. */
export type Heard = Record<string, number[]>;

const now = () => performance.timeOrigin + performance.now();
const heard = new Map<string, number[]>();
let ready = 0;

function open({ port, cookies, lines }: WatchOrder, i: number): void {
  const socket = connect(port, '127.0.0.1');
  const told = new Set<string>();
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('connect', () => {
    socket.write(`GET /api/v1/live HTTP/1.1\r\nhost: localhost\r\ncookie: ${cookies[i % cookies.length]}\r\n\r\n`);
  });
  socket.on('data', (piece: string) => {
    const at = now();
    const messages = (rest + piece).split('\n\n');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      if (message.includes('event: ready')) {
        ready += 1;
        if (ready === lines) process.send?.('ready');
      }
      for (const [, id] of message.matchAll(/"id":"([0-9a-f-]{36})"/g)) {
        if (told.has(id!)) continue;
        told.add(id!);
        const times = heard.get(id!) ?? [];
        times.push(at);
        heard.set(id!, times);
      }
    }
  });
  socket.on('error', (error) => process.send?.({ failed: error.message }));
  socket.on('close', () => process.send?.({ failed: 'a line was closed' }));
}

if (process.send !== undefined && process.argv[2] === 'watch') {
  process.on('message', async (message: WatchOrder | 'tell') => {
    if (message === 'tell') {
      process.send?.(Object.fromEntries(heard) satisfies Heard, () => process.exit(0));
      return;
    }
    for (let i = 0; i < message.lines; i += 1) {
      open(message, i);
      if (i % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
}
