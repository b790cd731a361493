import { describe, expect, test } from 'vitest';
import { BrokenAnswer } from '#modules/exchange/api.ts';
import { readEstablishment } from './map.ts';
import establishment from './samples/establishment.json' with { type: 'json' };
import notFound from './samples/not-found.json' with { type: 'json' };
import suspended from './samples/suspended.json' with { type: 'json' };

const asked = { crNumber: '0000000001' };
const read = (body: unknown, status = 200) => readEstablishment({ status, body }, asked);

describe('the answer of the register', () => {
  test('is read as an establishment', () => {
    expect(read(establishment)).toEqual({
      kind: 'answered',
      value: {
        crNumber: '0000000001',
        unifiedNumber: '7000000001',
        name: 'مؤسسة نموذج للمقاولات',
        status: 'active',
        issuedOn: '2019-03-10',
        validUntil: '2027-03-10',
        city: 'الدمام',
        activities: [
          { code: '410010', name: 'الإنشاءات العامة للمباني السكنية' },
          { code: '475110', name: 'البيع بالتجزئة للأقمشة' },
        ],
        people: [
          { name: 'صاحب منشأة نموذجي', number: '1000000024', role: 'owner' },
          { name: 'صاحب منشأة نموذجي', number: '1000000024', role: 'manager' },
        ],
      },
    });
  });

  test('tells a number it does not know, and a registration that is suspended', () => {
    expect(read(notFound, 404)).toEqual({ kind: 'refused', code: 'not-found' });
    expect(readEstablishment({ status: 200, body: suspended }, { crNumber: '0000000003' })).toMatchObject({
      value: { status: 'suspended', validUntil: null },
    });
  });

  test.each([
    ['another registration', { ...establishment, crNumber: '0000000002' }],
    ['no name', { ...establishment, name: undefined }],
    ['a name that is a number', { ...establishment, name: 5 }],
    ['an unknown status', { ...establishment, status: { id: 9 } }],
    ['a number of the wrong form', { ...establishment, crNationalNumber: '8000000001' }],
    ['an activity of the wrong form', { ...establishment, activities: [{ id: '41', name: 'بناء' }] }],
    ['a list', [establishment]],
    ['nothing', null],
    ['words', 'صيانة'],
  ])('is refused as broken: %s', (_name, body) => {
    expect(() => read(body)).toThrow(BrokenAnswer);
  });

  test('leaves out a person’s number that breaks its rule', () => {
    const [owner] = establishment.parties;
    const body = { ...establishment, parties: [{ ...owner, identity: { ...owner!.identity, id: '1000000025' } }] };
    expect(read(body)).toMatchObject({ value: { people: [{ number: null }, { number: '1000000024' }] } });
  });
});
