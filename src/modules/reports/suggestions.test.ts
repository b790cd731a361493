import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymous } from '#kernel/actor.ts';
import { newId } from '#platform/ids.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { trainingJob } from './jobs-training.ts';

interface Suggested {
  readonly model: { version: number; examples: number; first: { of: number } } | null;
  readonly answers: readonly (readonly {
    code: string;
    basis: string;
    confidence: number | null;
    department: { code: string };
  }[])[];
}
interface Card {
  readonly model: { version: number; metrics: { first: { share: number }; categories: { code: string }[] } } | null;
  readonly history: readonly { version: number }[];
  readonly corrections: { all: number; foreseen: number };
  readonly reportsSince: number;
}

/** Words that nothing but these made-up reports ties to their category. */
const SAID: Readonly<Record<string, string>> = {
  'RD-01': 'المطب النموذجي الغريب يضر السيارات',
  'LT-01': 'المصباح النموذجي العجيب مطفأ في الليل',
};

let city: City;
let desk: Awaited<ReturnType<City['signIn']>>;
let administrator: Awaited<ReturnType<City['signIn']>>;
let now = Temporal.Instant.from('2026-11-01T06:00:00Z');

beforeAll(async () => {
  city = await startCity({ now: () => now });
  desk = await city.signIn('supervisor-1');
  administrator = await city.signIn('administrator-1');
});
afterAll(() => city.close());

async function call<O>(who: 'nobody' | 'desk' | 'administrator', operation: string, input: unknown): Promise<O> {
  const actors = { nobody: anonymous(city.eastern.id), desk: desk.actor, administrator: administrator.actor };
  const { output } = await city.composition.pipeline.call({
    operation,
    input,
    actor: actors[who],
    tenant: city.eastern,
    requestId: 'r',
    idempotencyKey: newId(),
  });
  return output as O;
}
const submit = async (category: string, description: string) => {
  now = now.add({ minutes: 1 });
  return call<{ id: string }>('nobody', 'reports.submit', {
    category,
    location: { longitude: 50.1, latitude: 26.42 },
    description,
  });
};
const suggested = (text: string) => call<Suggested>('nobody', 'reports.suggest-categories', { texts: [text] });
const runJob = () =>
  trainingJob.run({
    now,
    signal: new AbortController().signal,
    newId,
    tenants: async () => [city.eastern],
    transaction: city.database.transaction,
    call: (tenant, operation, input) => city.asSystem(operation, input, tenant),
  });

describe('suggesting a category', () => {
  test('speaks from the words of the categories before anything was decided, and says so', async () => {
    expect(await call('administrator', 'reports.train-suggestions', {})).toMatchObject({ outcome: 'too-few' });
    const { model, answers } = await suggested('كلاب ضالة قرب المدرسة');
    expect(model).toBeNull();
    expect(answers[0]![0]).toMatchObject({ basis: 'words', confidence: null });
    expect((await call<Card>('desk', 'reports.get-suggestion-model', {})).model).toBeNull();
  });

  test('learns from what the office decided, by the job, and only from that', async () => {
    for (let i = 0; i < 120; i++) {
      const [code, said] = Object.entries(SAID)[i % 2]!;
      const report = await submit(code, `${said} ${i}`);
      await call('desk', 'reports.act', { id: report.id, action: 'triage' });
    }
    // Nobody sorted these: what a resident chose alone teaches nothing.
    for (let i = 0; i < 10; i++) await submit('CL-01', `المطب النموذجي ${i}`);
    await runJob();
    const { model, answers } = await suggested('مطب نموذجي غريب أمام البيت');
    expect(model).toMatchObject({ version: 1, examples: 120 });
    expect(answers[0]![0]).toMatchObject({ code: 'RD-01', basis: 'learned', department: { code: 'ROADS' } });
    const card = await call<Card>('desk', 'reports.get-suggestion-model', {});
    expect(card.model?.metrics.categories.map(({ code }) => code)).toEqual(['LT-01', 'RD-01']);
    expect(card.model?.metrics.first.share).toBeGreaterThan(0.9);
  });

  test('is not learned anew for nothing, and is when asked', async () => {
    await runJob();
    expect((await call<Card>('desk', 'reports.get-suggestion-model', {})).history.length).toBe(1);
    expect(await call('administrator', 'reports.train-suggestions', {})).toMatchObject({
      outcome: 'trained',
      version: 2,
    });
    expect((await suggested('مطب نموذجي')).model?.version).toBe(2);
    await expect(call('desk', 'reports.train-suggestions', {})).rejects.toMatchObject({ code: 'request.forbidden' });
    await expect(call('nobody', 'reports.get-suggestion-model', {})).rejects.toMatchObject({ status: 401 });
  });

  test('counts what was corrected by hand, and teaches it the next time', async () => {
    const reports = [];
    for (let i = 0; i < 12; i++) reports.push(await submit('LT-01', `الحاوية النموذجية الفريدة ممتلئة ${i}`));
    reports.push(await submit('LT-01', 'المطب النموذجي الغريب يضر السيارات'));
    for (const [i, { id }] of reports.entries()) {
      await call('desk', 'reports.act', {
        id,
        action: 'reclassify',
        category: i === 12 ? 'RD-01' : 'CL-01',
        input: { reason: 'تصنيف نموذجي' },
      });
    }
    const card = await call<Card>('desk', 'reports.get-suggestion-model', {});
    expect(card.corrections.all).toBe(13);
    expect(card.corrections.foreseen).toBeGreaterThanOrEqual(1);
    await runJob();
    const { model, answers } = await suggested('حاوية نموذجية فريدة');
    expect(model?.version).toBe(3);
    expect(answers[0]![0]).toMatchObject({ code: 'CL-01' });
    expect((await call<Card>('desk', 'reports.get-suggestion-model', {})).corrections.all).toBe(0);
  });

  test('answers many texts at once, each by itself, and nothing to nothing', async () => {
    const { answers } = await call<Suggested>('nobody', 'reports.suggest-categories', {
      texts: ['', 'مطب نموذجي غريب', '؟؟'],
    });
    expect(answers.map((one) => one.length > 0)).toEqual([false, true, false]);
  });
});
