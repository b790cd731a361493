import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startSampleScanner } from '../../tests/support/clamd.ts';
import { clamdScanner, ScannerUnavailable, verdictOf } from './scanner.ts';

const folder = mkdtempSync(join(tmpdir(), 'amanah-scanner-'));
const server = await startSampleScanner({ 'Sample.Signature': 'bad-bytes' });
const scanner = clamdScanner(server.address, 400);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

describe('a verdict', () => {
  test.each([
    '',
    'OK',
    'stream: ok',
    'stream: OK.',
    'OK FOUND',
    'stream:  FOUND',
    'INSTREAM size limit exceeded. ERROR',
  ])('is not read out of “%s”', (text) => expect(() => verdictOf(text)).toThrow(ScannerUnavailable));
  test('names what was found', () => {
    expect(verdictOf('stream: Eicar-Signature FOUND\0')).toEqual({ clean: false, found: 'Eicar-Signature' });
    expect(verdictOf('stream: OK\0')).toEqual({ clean: true });
  });
});

describe('a scan', () => {
  test('gives every byte, in pieces, and brings the verdict back', async () => {
    const bytes = Buffer.alloc(300_000, 'harmless ');
    expect(await scanner.scan(bytes)).toEqual({ clean: true });
    expect(server.seen.at(-1)!.equals(bytes)).toBe(true);
    const bad = Buffer.concat([bytes, Buffer.from('bad-bytes')]);
    expect(await scanner.scan(bad)).toEqual({ clean: false, found: 'Sample.Signature' });
    expect(await scanner.scan(new Uint8Array())).toEqual({ clean: true });
  });

  test('works over a socket in the file system too', async () => {
    const path = join(folder, 'clamd.ctl');
    const local = await startSampleScanner({}, path);
    expect(await clamdScanner(`clamd://${path}`, 400).scan(Buffer.from('x'))).toEqual({ clean: true });
    await local.stop();
  });

  test.each(['silent', 'hang-up', 'half', 'nonsense', 'endless', 'too-large'] as const)(
    'of a scanner that is %s is no verdict',
    async (mood) => {
      server.mood = mood;
      await expect(scanner.scan(Buffer.alloc(200_000, 'x'))).rejects.toThrow(ScannerUnavailable);
      server.mood = 'well';
    },
  );

  test('of a scanner that is down is no verdict, and the next one works again', async () => {
    await server.stop();
    await expect(scanner.scan(Buffer.from('x'))).rejects.toThrow(ScannerUnavailable);
    await expect(clamdScanner('clamd:///nowhere/clamd.ctl', 400).scan(Buffer.from('x'))).rejects.toThrow();
    await server.start();
    expect(await scanner.scan(Buffer.from('x'))).toEqual({ clean: true });
  });
});
