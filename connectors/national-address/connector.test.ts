import { describe, expect, test } from 'vitest';
import { BrokenAnswer } from '#modules/exchange/api.ts';
import { readByShortAddress, readOfEstablishment } from './map.ts';
import dammam from './samples/dammam.json' with { type: 'json' };
import khobar from './samples/khobar.json' with { type: 'json' };
import none from './samples/none.json' with { type: 'json' };

const read = (body: unknown) => readByShortAddress({ status: 200, body }, { shortAddress: 'DMMA1234' });
const changed = (members: Record<string, unknown>) => ({
  ...dammam,
  Addresses: [{ ...dammam.Addresses[0], ...members }],
});

describe('the answer of the address register', () => {
  test('is read as an address with its place', () => {
    expect(read(dammam)).toEqual({
      kind: 'answered',
      value: {
        shortAddress: 'DMMA1234',
        buildingNumber: '1234',
        additionalNumber: '6000',
        postalCode: '32241',
        street: 'شارع نموذجي',
        district: 'حي نموذجي',
        city: 'الدمام',
        line: '1234 شارع نموذجي، حي نموذجي، الدمام 32241',
        point: { longitude: 50.1033, latitude: 26.4344 },
      },
    });
  });

  test('tells an address it does not have', () => {
    expect(read(none)).toEqual({ kind: 'refused', code: 'not-found' });
  });

  test('the main one of several counts for an establishment', () => {
    const body = { ...dammam, Addresses: [{ ...dammam.Addresses[0], IsPrimaryAddress: 'false' }, khobar.Addresses[0]] };
    expect(readOfEstablishment({ status: 200, body })).toMatchObject({ value: { shortAddress: 'KHBB2345' } });
  });

  test.each([
    ['another address', khobar],
    ['a place that is none', changed({ Longitude: '181' })],
    ['a place in words', changed({ Latitude: 'شمال' })],
    ['another building', changed({ BuildingNumber: '1' })],
    ['a short address of the wrong form', changed({ ShortAddress: '1234DMMA' })],
    ['no list', { success: true, Addresses: {} }],
    ['nothing', null],
  ])('is refused as broken: %s', (_name, body) => {
    expect(() => read(body)).toThrow(BrokenAnswer);
  });
});
