import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Problem } from '#kernel/problem.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import type { Phrase } from './model-phrase.ts';

interface Offered {
  readonly language: string;
  readonly items: readonly { key: string; title: Record<string, string>; text: Record<string, string> }[];
}
interface Shown {
  readonly version: number;
  readonly withdrawn: boolean;
  readonly body: Phrase;
  readonly versions: readonly { version: number; changed: string[]; origin: string; note: string | null }[];
}

let city: City;
let signedIn: Record<'supervisor' | 'officer' | 'resident', Awaited<ReturnType<City['signIn']>>>;
const now = Temporal.Instant.from('2026-11-22T06:00:00Z');

beforeAll(async () => {
  city = await startCity({ now: () => now });
  signedIn = {
    supervisor: await city.signIn('supervisor-1'),
    officer: await city.signIn('officer-roads'),
    resident: await city.signIn('resident-1'),
  };
});
afterAll(() => city.close());

async function call<O>(who: keyof typeof signedIn, operation: string, input: unknown): Promise<O> {
  const { output } = await city.composition.pipeline.call({
    operation,
    input,
    actor: signedIn[who].actor,
    tenant: city.eastern,
    requestId: 'r',
    idempotencyKey: newId(),
  });
  return output as O;
}
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error) => (error instanceof Problem ? error.code : Promise.reject(error)),
  );
const submit = (category = 'RD-01', contact: Record<string, string> = {}) =>
  call<{ id: string; number: string }>('resident', 'reports.submit', {
    category,
    location: { longitude: 50.1, latitude: 26.42 },
    description: 'بلاغ نموذجي',
    contact,
  });
const body = (over: Partial<Phrase> = {}): Phrase => ({
  title: { ar: 'رد نموذجي' },
  text: { ar: 'بلاغكم {number} قيد المتابعة حتى {deadline}.' },
  actions: [],
  categories: [],
  states: [],
  team: null,
  ...over,
});

describe('ready answers', () => {
  test('come with the folder of the tenant, filled from the report, in the language of the reporter', async () => {
    const { id, number } = await submit('RD-01', { email: 'sample@example.com', language: 'en' });
    const { language, items } = await call<Offered>('supervisor', 'reports.offer-phrases', { id, action: 'note' });
    expect(language).toBe('en');
    const progress = items.find(({ key }) => key === 'in-progress');
    expect(progress?.text.en).toContain(number);
    expect(progress?.text.en).toContain('1448');
    expect(progress?.text.ar).toMatch(/حفرة في الطريق/);
    for (const { text } of items) for (const filled of Object.values(text)) expect(filled).not.toMatch(/[{}]/);
  });

  test('are offered for their action, category, state and team only, the narrowest first', async () => {
    const keys = async (id: string, action: string) =>
      (await call<Offered>('supervisor', 'reports.offer-phrases', { id, action })).items.map(({ key }) => key);
    const pothole = await submit();
    const waste = await submit('CL-01');
    await call('supervisor', 'reports.save-phrase', { key: 'roads-only', seen: 0, body: body({ team: 'ROADS' }) });
    expect(await keys(pothole.id, 'resolve')).toContain('resolved-temporary');
    expect(await keys(waste.id, 'resolve')).not.toContain('resolved-temporary');
    expect((await keys(pothole.id, 'resolve'))[0]).toBe('resolved-temporary');
    expect(await keys(pothole.id, 'askReporter')).not.toContain('not-ours');
    expect(await keys(waste.id, 'note')).not.toContain('roads-only');
    expect(
      (await call<Offered>('officer', 'reports.offer-phrases', { id: pothole.id, action: 'note' })).items.some(
        ({ key }) => key === 'roads-only',
      ),
    ).toBe(true);
  });

  test('keep every version, are withdrawn and brought back', async () => {
    await call('supervisor', 'reports.save-phrase', { key: 'kept', seen: 0, body: body() });
    await call('supervisor', 'reports.save-phrase', {
      key: 'kept',
      seen: 1,
      body: body({ text: { ar: 'نص آخر' } }),
      note: 'أقصر',
    });
    await call('supervisor', 'reports.withdraw-phrase', { key: 'kept' });
    const { id } = await submit();
    const offered = async () =>
      (await call<Offered>('supervisor', 'reports.offer-phrases', { id, action: 'note' })).items;
    expect((await offered()).some(({ key }) => key === 'kept')).toBe(false);
    await call('supervisor', 'reports.restore-phrase', { key: 'kept', version: 1 });
    const shown = await call<Shown>('supervisor', 'reports.get-phrase', { key: 'kept' });
    expect(shown).toMatchObject({ version: 4, withdrawn: false, body: body() });
    expect(shown.versions.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
    expect(shown.versions[2]).toMatchObject({ changed: ['text'], origin: 'office', note: 'أقصر' });
    expect((await offered()).some(({ key }) => key === 'kept')).toBe(true);
  });

  test('of the office survive the folder, until the folder itself says something else', async () => {
    const key = 'ask-photo';
    const before = await call<Shown>('supervisor', 'reports.get-phrase', { key });
    await call('supervisor', 'reports.save-phrase', {
      key,
      seen: before.version,
      body: { ...before.body, title: { ar: 'نموذج', en: 'Sample' } },
    });
    await city.asSystem('reports.put-phrases', { phrases: { [key]: before.body } });
    expect((await call<Shown>('supervisor', 'reports.get-phrase', { key })).body.title.en).toBe('Sample');
    await city.asSystem('reports.put-phrases', { phrases: { [key]: { ...before.body, states: ['received'] } } });
    expect((await call<Shown>('supervisor', 'reports.get-phrase', { key })).body.states).toEqual(['received']);
  });

  test('are refused with the reason', async () => {
    const save = (who: 'supervisor' | 'officer', key: string, over: Partial<Phrase>, seen = 0) =>
      refusal(call(who, 'reports.save-phrase', { key, seen, body: body(over) }));
    expect(await save('supervisor', 'bad-place', { text: { ar: 'مرحبًا {name}' } })).toBe('reports.phrase-place');
    expect(await save('supervisor', 'bad-tongue', { text: { fr: 'bonjour' } })).toBe('reports.phrase-language');
    expect(await save('supervisor', 'bad-team', { team: 'NOBODY' })).toBe('reports.unknown-team');
    expect(await save('officer', 'for-all', {})).toBe('reports.phrase-not-yours');
    expect(await save('officer', 'of-mine', { team: 'ROADS' })).toBe('done');
    expect(await save('officer', 'of-others', { team: 'CLEAN' })).toBe('reports.phrase-not-yours');
    expect(await save('supervisor', 'of-mine', {}, 0)).toBe('reports.phrase-changed');
    expect(await refusal(call('officer', 'reports.withdraw-phrase', { key: 'not-ours' }))).toBe(
      'reports.phrase-not-yours',
    );
  });
});
