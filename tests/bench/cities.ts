import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { constants, createGunzip, createGzip } from 'node:zlib';
import type { App } from '../faults/app.ts';
import { CITY } from './reports.ts';

/** 142,756 requests of a real city, read in place. */
export const REAL_CITY = join(import.meta.dirname, '../../../shared/data/reports/open311-requests-boston.ndjson.gz');

/** Brings a file of requests in by the program's own importer. */
export async function runImport(
  app: App,
  file: string,
): Promise<{ imported: number; perSecond: number; unchanged: number }> {
  const child = app.command('import', 'open311', file, '--tenant', CITY, '--anew');
  let out = '';
  child.stdout!.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr!.resume();
  await new Promise((resolve) => child.once('exit', resolve));
  return JSON.parse(out.slice(out.indexOf('{')));
}

const DAY = 86_400_000;

/**
 * Writes a file of `count` requests as the real city has them — its words, categories, hours and streets — by telling
 * its file over and over: each time under other ids, some days earlier and some metres away.
 */
export async function writeLargeCity(file: string, count: number): Promise<void> {
  const packed = createGzip({ level: constants.Z_BEST_SPEED });
  const written = once(packed.pipe(createWriteStream(file)), 'finish');
  let left = count;
  for (let copy = 1; left > 0; copy += 1) {
    const lines = createInterface({ input: createReadStream(REAL_CITY).pipe(createGunzip()) });
    for await (const line of lines) {
      if (left === 0) break;
      const request = JSON.parse(line);
      const earlier = (date: string | undefined) =>
        date === undefined ? undefined : new Date(Date.parse(date) - copy * 11 * DAY).toISOString();
      const told = JSON.stringify({
        ...request,
        service_request_id: `${request.service_request_id}-${copy}`,
        requested_datetime: earlier(request.requested_datetime),
        updated_datetime: earlier(request.updated_datetime),
        lat: request.lat + ((copy * 37) % 17) * 0.0001,
        long: request.long - ((copy * 53) % 19) * 0.0001,
      });
      left -= 1;
      if (!packed.write(`${told}\n`)) await once(packed, 'drain');
    }
    lines.close();
  }
  packed.end();
  await written;
}
