import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { App } from '../faults/app.ts';
import { tableOf } from './weight.ts';

/** The one running program that all journeys walk through. */
export interface City {
  /** Address of the Arabic city, by the name a browser resolves. */
  readonly url: string;
  /** Address of the second city, which is English only. */
  readonly second: string;
  readonly dataDir: string;
  /** Folder for what the run remembers of the pages that were looked at. */
  readonly notes: string;
  /** Folder for what axe has read, shared with other steps of the same run of all tests. */
  readonly read: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    city: City;
  }
}

/** Starts the real program once, with both demonstration cities, and removes all it wrote when the journeys are done. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const app = await App.prepare({
    env: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn', PRIVATE_RECEIVERS: '127.0.0.1/32' },
  });
  try {
    await app.start();
  } catch (error) {
    await app.remove();
    throw error;
  }
  const notes = join(app.folder, 'notes');
  mkdirSync(notes);
  const read = join(process.env.SHARED_FOLDER ?? app.folder, 'read');
  mkdirSync(read, { recursive: true });
  project.provide('city', {
    url: `http://localhost:${app.port}`,
    second: `http://boston.localhost:${app.port}`,
    dataDir: app.dataDir,
    notes,
    read,
  });
  return async () => {
    // What went wrong inside is the first thing asked about a failed journey.
    const failures = app.output.filter((line) => line.includes('"level":50'));
    if (process.env.PAGE_WEIGHTS) process.stdout.write(`${tableOf(notes)}\n`);
    await app.remove();
    if (failures.length > 0) process.stderr.write(`${failures.join('\n')}\n`);
  };
}
