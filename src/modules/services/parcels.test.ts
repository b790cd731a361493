import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Parcel } from '#kernel/parcel.ts';
import type { Problem } from '#kernel/problem.ts';
import { exampleOf, writeApplication } from '../../../tests/support/applying.ts';
import { type City, startCity } from '../../../tests/support/city.ts';
import { refusalOf } from '../../../tests/support/refusals.ts';
import type { ApplicationView, DraftView } from './api.ts';

const SERVICE = 'demolition-permit';
let city: City;
const now = Temporal.Instant.from('2026-11-22T06:00:00Z');

beforeAll(async () => {
  city = await startCity({ now: () => now });
  for (const code of ['officer-bldg', 'resident-1']) await city.signIn(code);
});
afterAll(() => city.close());

const call = <O>(who: string, operation: string, input: unknown): Promise<O> => city.callAs(who, operation, input);
const faults = ({ fields }: Problem) => fields.map(({ path, code }) => `${path} ${code}`);
const write = (parcel: unknown) =>
  writeApplication((operation, given) => call('resident-1', operation, given), SERVICE, {
    ...exampleOf(SERVICE),
    parcel,
  });
const draftOf = (id: string) => call<DraftView>('resident-1', 'services.get-draft', { id });
const parcelOf = ({ data }: Pick<DraftView, 'data'>) => data.parcel as unknown as Parcel;
const send = async (id: string) => {
  const { service } = await draftOf(id);
  return call<{ id: string }>('resident-1', 'services.submit-draft', {
    id,
    declared: true,
    serviceVersion: service.version,
  });
};

describe('a question about land', () => {
  test.each([
    [{ plan: '9/999', number: '1' }, 'unknown-plan'],
    [{ plan: '9/901', number: '999' }, 'unknown-parcel'],
    [{ plan: '9/901', number: '' }, 'parcel-incomplete'],
    [{ longitude: 10, latitude: 10 }, 'parcel-outside'],
    [{ longitude: 49.95, latitude: 26.4 }, 'no-parcel-here'],
    ['9/901', 'wrong-type'],
  ])('refuses %j at its field', async (parcel, code) => {
    expect(faults(await refusalOf(write(parcel)))).toContain(`input.parcel ${code}`);
  });

  test('is answered by numbers however they are written, or by a point, and believes the register alone', async () => {
    const id = await write({ plan: '٩ / ٩٠١', number: '١٢', squareMetres: 9_999, landUse: 'park', points: [] });
    expect(parcelOf(await draftOf(id))).toMatchObject({
      plan: '9/901',
      number: '12',
      squareMetres: 600,
      landUse: 'residential',
      district: 'dammam-an-nakhil',
      municipality: 'central-dammam',
    });
    const { longitude, latitude } = parcelOf(await draftOf(id));
    expect(parcelOf(await draftOf(await write({ longitude, latitude }))).number).toBe('12');
  });

  test('places the application, and is corrected only to what the register has', async () => {
    const { id } = await send(await write({ plan: '9/901', number: '12' }));
    const view = await call<ApplicationView>('resident-1', 'services.get-application', { id });
    expect(view.data).toMatchObject({ planNumber: '9/901', plotNumber: '12', parcel: { squareMetres: 600 } });
    const act = (who: string, action: string, input: unknown) =>
      call(who, 'services.act', { id, action, input, files: {}, version: null });
    await act('officer-bldg', 'askCorrection', { fields: ['parcel'], message: 'صحح رقم القطعة كما في الصك.' });
    const refused = await refusalOf(act('resident-1', 'correct', { parcel: { plan: '9/901', number: '777' } }));
    expect(faults(refused)).toEqual(['input.parcel unknown-parcel']);
    await act('resident-1', 'correct', { parcel: { plan: '9/901', number: '13', squareMetres: 1, landUse: 'park' } });
    const after = await call<ApplicationView>('resident-1', 'services.get-application', { id });
    expect(after.data).toMatchObject({ plotNumber: '13', parcel: { squareMetres: 750, landUse: 'residential' } });
  });

  test('is not sent once the register says otherwise than what was saved', async () => {
    const id = await write({ plan: '9/901', number: '14' });
    const { points, squareMetres } = parcelOf(await draftOf(id));
    const feature = {
      type: 'Feature',
      properties: { plan: '9/901', number: '14', area: squareMetres - 50, landUse: 'residential' },
      geometry: { type: 'Polygon', coordinates: [[...points, points[0]]] },
    };
    await city.composition.callAsSystem(city.eastern, 'territory.import-parcels', {
      collection: { type: 'FeatureCollection', features: [feature] },
      mapping: { source: 'sample' },
    });
    expect(faults(await refusalOf(send(id)))).toEqual(['input.parcel parcel-changed']);
  });
});
