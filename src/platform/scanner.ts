import { connect, type Socket } from 'node:net';

export type Verdict = { readonly clean: true } | { readonly clean: false; readonly found: string };

/** Looks for malicious software in bytes. */
export interface Scanner {
  /** @throws ScannerUnavailable when no verdict could be had: it says nothing about the bytes */
  scan(bytes: Uint8Array): Promise<Verdict>;
}

/** The scanner is down, too slow, or answered what is no verdict. */
export class ScannerUnavailable extends Error {}

/** clamd's own default, `StreamMaxLength`, is 25 MB; pieces this long keep its buffers small. */
const PIECE = 64 * 1024;
const LONGEST_ANSWER = 4_096;
const SECONDS = 8;

/** What clamd answers to INSTREAM (clamd(8)): `stream: OK`, `stream: <name> FOUND`, or words that end in ERROR. */
export function verdictOf(answer: string): Verdict {
  const text = answer.replace(/\0.*$/s, '').trim();
  if (text === 'stream: OK') return { clean: true };
  const found = /^stream: (.{1,300}) FOUND$/.exec(text);
  if (found) return { clean: false, found: found[1]! };
  throw new ScannerUnavailable(`the scanner answered: ${text.slice(0, 200)}`);
}

function open(address: URL): Socket {
  if (address.hostname === '') return connect(decodeURIComponent(address.pathname));
  return connect({ host: address.hostname.replace(/^\[|\]$/g, ''), port: Number(address.port || 3310) });
}

/**
 * ClamAV's daemon by its socket: `clamd:///run/clamav/clamd.ctl` or `clamd://host:3310`. Each scan has a connection of
 * its own and ends, one way or another, within `milliseconds`.
 */
export function clamdScanner(address: string, milliseconds: number = SECONDS * 1_000): Scanner {
  const url = new URL(address);
  return {
    scan: (bytes) =>
      new Promise<Verdict>((resolve, reject) => {
        const socket = open(url);
        let answer = '';
        const end = (work: () => void) => {
          clearTimeout(timer);
          socket.destroy();
          work();
        };
        const fail = (why: string) => end(() => reject(new ScannerUnavailable(why)));
        const timer = setTimeout(() => fail(`no verdict within ${milliseconds} ms`), milliseconds);
        const judge = () =>
          end(() => {
            try {
              resolve(verdictOf(answer));
            } catch (error) {
              reject(error);
            }
          });
        socket.on('error', (error) => fail(error.message));
        socket.on('data', (piece) => {
          answer += piece.toString('utf8');
          if (answer.includes('\0')) judge();
          else if (answer.length > LONGEST_ANSWER) fail('the answer of the scanner does not end');
        });
        // A connection closed before the zero byte is cut short: an OK that is only half there is none.
        socket.on('close', () => fail('the scanner hung up'));
        socket.on('connect', () => {
          socket.write('zINSTREAM\0');
          for (let at = 0; at < bytes.length; at += PIECE) {
            const piece = bytes.subarray(at, at + PIECE);
            const length = Buffer.alloc(4);
            length.writeUInt32BE(piece.length);
            socket.write(length);
            socket.write(piece);
          }
          socket.write(Buffer.alloc(4));
        });
      }),
  };
}
