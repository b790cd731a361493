import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openFiles } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'amanah-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files = openFiles(folder);
const bytes = (text: string) => new TextEncoder().encode(text);
const nameOf = (text: string) => createHash('sha256').update(text).digest('hex');
const pathOf = (text: string) => join(folder, 'sample', nameOf(text).slice(0, 2), nameOf(text));
const age = (path: string) => utimesSync(path, new Date('2020-01-01'), new Date('2020-01-01'));
const before = Temporal.Now.instant().subtract({ hours: 24 });
const none = async () => new Set<string>();

describe('the file store', () => {
  test('keeps bytes under their digest, once, apart from other tenants', async () => {
    const [first, second] = await Promise.all([files.put('sample', bytes('one')), files.put('sample', bytes('one'))]);
    expect([first, second]).toEqual([nameOf('one'), nameOf('one')]);
    expect(Buffer.from((await files.find('sample', first!))!).toString()).toBe('one');
    expect(await files.find('other', first!)).toBeUndefined();
    expect(readdirSync(join(folder, 'sample', 'incoming'))).toEqual([]);
  });
  test('takes no path for a name', async () => {
    await expect(files.find('sample', '../../../etc/passwd')).rejects.toThrow('not a SHA-256');
    await expect(files.put('../x', bytes('a'))).rejects.toThrow('not a tenant key');
  });
  test('a draft whose writer died is no file, and goes in time', async () => {
    const draft = join(folder, 'sample', 'incoming', 'half-written');
    writeFileSync(draft, 'hal');
    await files.collect('sample', before, none);
    expect(existsSync(draft)).toBe(true);
    age(draft);
    await files.collect('sample', before, none);
    expect(existsSync(draft)).toBe(false);
  });
  test('old files nobody names go; named and young ones stay', async () => {
    for (const text of ['named', 'forgotten', 'young']) await files.put('sample', bytes(text));
    age(pathOf('named'));
    age(pathOf('forgotten'));
    const named = async (names: readonly string[]) => new Set(names.filter((name) => name === nameOf('named')));
    expect(await files.collect('sample', before, named)).toBe(1);
    expect([pathOf('named'), pathOf('forgotten'), pathOf('young')].map((path) => existsSync(path))).toEqual([
      true,
      false,
      true,
    ]);
  });
  test.each([1, 2])('a file uploaded again while it is being collected stays (at look %i)', async (look) => {
    const path = join(folder, 'busy', nameOf('again').slice(0, 2), nameOf('again'));
    await files.put('busy', bytes('again'));
    age(path);
    let looks = 0;
    await files.collect('busy', before, async () => {
      if (++looks === look) await files.put('busy', bytes('again'));
      return new Set<string>();
    });
    expect(looks).toBe(look);
    expect(existsSync(path)).toBe(true);
  });
  test('a file whose row is committed while it is being collected stays', async () => {
    const path = join(folder, 'busy', nameOf('late').slice(0, 2), nameOf('late'));
    await files.put('busy', bytes('late'));
    age(path);
    let looks = 0;
    const kept = async (names: readonly string[]) => new Set(++looks > 1 ? names : []);
    expect(await files.collect('busy', before, kept)).toBe(0);
    expect(existsSync(path)).toBe(true);
    await files.collect('busy', before, none);
    expect(existsSync(path)).toBe(false);
  });
  test('what a dead collector had moved aside is looked at again', async () => {
    const aside = join(folder, 'sample', 'leaving');
    mkdirSync(aside, { recursive: true });
    for (const text of ['aside-named', 'aside-forgotten']) {
      await files.put('sample', bytes(text));
      age(pathOf(text));
      renameSync(pathOf(text), join(aside, nameOf(text)));
    }
    const named = async (names: readonly string[]) => new Set(names.filter((name) => name === nameOf('aside-named')));
    await files.collect('sample', before, named);
    expect(existsSync(pathOf('aside-named'))).toBe(true);
    expect(readdirSync(aside)).toEqual([]);
  });
});
