import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#platform/ids.ts';
import { applyTenant, TENANTS_FOLDER } from '../../../src/seed.ts';
import { exampleOf, writeApplication } from '../../../tests/support/applying.ts';
import { type City, startCity } from '../../../tests/support/city.ts';

const SERVICES = join(import.meta.dirname, '../../../e-services');
const ID = 'another-sidewalk';
const read = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

let city: City;
let folder: string;
beforeAll(async () => {
  city = await startCity();
  folder = mkdtempSync(join(tmpdir(), 'amanah-services-'));
  cpSync(SERVICES, folder, { recursive: true });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await city.close();
});

test('a service is added by one folder and nothing else, and can be applied for', async () => {
  const own = join(folder, ID);
  cpSync(join(SERVICES, 'sidewalk-occupancy'), own, { recursive: true });
  const service = read(own, 'service.json');
  const { id: _, ...offer } = read(TENANTS_FOLDER, 'eastern', 'services.json').services.find(
    ({ id }: { id: string }) => id === 'sidewalk-occupancy',
  );
  const number = { ...service.number, group: '099' };
  const caseType = { ...service.caseType, id: 'anotherSidewalk' };
  writeFileSync(join(own, 'service.json'), JSON.stringify({ ...service, id: ID, number, caseType }));
  writeFileSync(join(own, 'offers.json'), JSON.stringify({ eastern: { ...offer, id: ID } }));

  await applyTenant(city.composition, join(TENANTS_FOLDER, 'eastern'), false, folder);

  const { actor } = await city.signIn('delegate-1', { segment: 'business' });
  const call = async <O>(operation: string, input: unknown): Promise<O> => {
    const asked = { operation, input, actor, tenant: city.eastern, requestId: 'r', idempotencyKey: newId() };
    return (await city.composition.pipeline.call(asked)).output as O;
  };
  const day = (later: number) =>
    Temporal.Now.instant()
      .add({ hours: 24 * later })
      .toString()
      .slice(0, 10);
  const input = { ...exampleOf('sidewalk-occupancy'), fromDate: day(10), untilDate: day(60) };
  const draft = await writeApplication(call, ID, input, folder);
  const sent = await call<{ number: string; state: string }>('services.submit-draft', {
    id: draft,
    declared: true,
    serviceVersion: 1,
  });
  expect(sent).toMatchObject({ state: 'review', number: expect.stringContaining('-099-') });
});
