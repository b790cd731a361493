import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/** How the scanner behaves now. `hang-up` closes after the bytes, `half` after half of the answer. */
export type ScannerMood = 'well' | 'silent' | 'hang-up' | 'half' | 'nonsense' | 'endless' | 'too-large';

/**
 * A server that speaks as much of clamd's protocol as uploads need: `zINSTREAM`, pieces with their lengths, one answer.
 * It finds every file that holds one of `signatures`.
 */
export interface SampleScanner {
  readonly address: string;
  mood: ScannerMood;
  /** What it was given to scan, the oldest first. */
  readonly seen: Buffer[];
  /** Stops listening, as a daemon that died; `start` listens again at the same address. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const COMMAND = 'zINSTREAM\0';

/** The bytes of a whole INSTREAM, or undefined while some are missing. */
function streamOf(given: Buffer): Buffer | undefined {
  if (given.subarray(0, COMMAND.length).toString('latin1') !== COMMAND) return undefined;
  const pieces: Buffer[] = [];
  for (let at = COMMAND.length; at + 4 <= given.length; ) {
    const length = given.readUInt32BE(at);
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(given.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

export async function startSampleScanner(
  signatures: Readonly<Record<string, string>>,
  path?: string,
): Promise<SampleScanner> {
  let server: Server | undefined;
  let port = 0;
  const open = new Set<Socket>();
  const seen: Buffer[] = [];
  const answer = (bytes: Buffer): string => {
    const name = Object.keys(signatures).find((one) => bytes.includes(signatures[one]!, 0, 'latin1'));
    return name === undefined ? 'stream: OK\0' : `stream: ${name} FOUND\0`;
  };
  function serve(socket: Socket): void {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    let given = Buffer.alloc(0);
    let whole = false;
    socket.on('data', (piece: Buffer) => {
      given = Buffer.concat([given, piece]);
      if (scanner.mood === 'too-large' && given.length > 1_000) {
        socket.end('INSTREAM size limit exceeded. ERROR\0');
        return;
      }
      const bytes = whole ? undefined : streamOf(given);
      if (bytes === undefined) return;
      whole = true;
      seen.push(bytes);
      switch (scanner.mood) {
        case 'well':
          socket.end(answer(bytes));
          return;
        case 'hang-up':
          socket.end();
          return;
        case 'half':
          socket.end(answer(bytes).slice(0, 8));
          return;
        case 'nonsense':
          socket.end('220 mail.example.com ready\0');
          return;
        case 'endless':
          socket.write('x'.repeat(100_000));
          return;
        default:
      }
    });
  }
  const scanner: SampleScanner = {
    get address() {
      return path === undefined ? `clamd://127.0.0.1:${port}` : `clamd://${path}`;
    },
    mood: 'well',
    seen,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
      server = undefined;
    },
    async start() {
      const listening = createServer(serve);
      server = listening;
      await new Promise<void>((resolve, reject) => {
        listening.once('error', reject);
        if (path === undefined) listening.listen(port, '127.0.0.1', resolve);
        else listening.listen(path, resolve);
      });
      if (path === undefined) port = (listening.address() as AddressInfo).port;
    },
  };
  await scanner.start();
  return scanner;
}
