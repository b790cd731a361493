import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passesLuhn, remainder97 } from './check-digits.ts';
import { identifierSchema } from './identifier-schema.ts';
import {
  IDENTIFIER_CODES,
  IDENTIFIERS,
  type IdentifierCode,
  isGccIdOf,
  isIdentifierCode,
  isSameBuilding,
  showMobile,
} from './identifiers.ts';
import { showPlate } from './plate.ts';

const read: [IdentifierCode, string, string][] = [
  ['NATIONAL_ID', '1000000008', '1000000008'],
  ['NATIONAL_ID', ' ١٠٠٠ ٠٠٠ ٠٠٨ ', '1000000008'],
  ['IQAMA', '\u202a2000000006\u202c', '2000000006'],
  ['BORDER_NO', '3000000001', '3000000001'],
  ['GCC_ID', '784-1990-1234567-1', '784199012345671'],
  ['CR', '1010010000', '1010010000'],
  ['UNIFIED_700', '7001234567', '7001234567'],
  ['VAT', '300000000000003', '300000000000003'],
  ['VAT', '311111111101113', '311111111101113'],
  ['MOBILE', '0512345678', '+966512345678'],
  ['MOBILE', '+966512345678', '+966512345678'],
  ['MOBILE', '00966 51 234-5678', '+966512345678'],
  ['MOBILE', '(966) 512345678', '+966512345678'],
  ['MOBILE', '٠٥١٢٣٤٥٦٧٨', '+966512345678'],
  ['MOBILE', '512345678', '+966512345678'],
  ['UNIFIED_PHONE', '9200 12345', '920012345'],
  ['UNIFIED_PHONE', '800-123-4567', '8001234567'],
  ['UNIFIED_PHONE', '199099', '199099'],
  ['UNIFIED_PHONE', '940', '940'],
  ['IBAN', 'sa03 8000 0000 6080 1016 7519', 'SA0380000000608010167519'],
  ['BUILDING_NO', '٢٩٢٩', '2929'],
  ['POSTAL', '31952', '31952'],
  ['ADDITIONAL_NO', '7000', '7000'],
  ['SHORT_ADDRESS', 'rrrd 2929', 'RRRD2929'],
  ['ISIC', '561011', '561011'],
  ['DEED', '330105001234', '330105001234'],
  ['PLATE', 'أ ب ح ١٢٣٤', 'ABJ1234'],
  ['PLATE', '1234 abj', 'ABJ1234'],
  ['PLATE', 'هـ و ي 0007', 'HUV7'],
];

const refused: [IdentifierCode, string][] = [
  ['NATIONAL_ID', '1000000000'],
  ['NATIONAL_ID', '100000000'],
  ['NATIONAL_ID', '2000000006'],
  ['NATIONAL_ID', '1000-000008'],
  ['IQAMA', '2000000000'],
  ['IQAMA', '1000000008'],
  ['BORDER_NO', '6000000001'],
  ['GCC_ID', '123456'],
  ['CR', '101001000'],
  ['UNIFIED_700', '8001234567'],
  ['VAT', '300000000000004'],
  ['MOBILE', '0612345678'],
  ['MOBILE', '+96651234567'],
  ['MOBILE', '+971512345678'],
  ['UNIFIED_PHONE', '12345'],
  ['IBAN', 'SA0380000000608010167518'],
  ['IBAN', 'GB82WEST12345698765432'],
  ['BUILDING_NO', '292'],
  ['POSTAL', '3195'],
  ['SHORT_ADDRESS', 'RRR2929'],
  ['SHORT_ADDRESS', 'RRRD292A'],
  ['ISIC', '56101'],
  ['DEED', '12345'],
  ['PLATE', 'ABC1234'],
  ['PLATE', 'ABJ0'],
  ['PLATE', 'ABJ12345'],
  ['PLATE', 'AB1234'],
  ['CR', `${' '.repeat(100)}1010010000`],
];

it.each(read)('%s %s is read as %s', (code, text, canonical) => {
  expect(IDENTIFIERS[code].parse(text)).toBe(canonical);
  expect(IDENTIFIERS[code].parse(canonical)).toBe(canonical);
});

it.each(refused)('%s %s is refused, with what it should be', (code, text) => {
  expect(IDENTIFIERS[code].parse(text)).toBe(undefined);
  const result = identifierSchema(code).safeParse(text);
  const params = { code: `not-${code.toLowerCase().replaceAll('_', '-')}`, text: IDENTIFIERS[code].rule };
  expect(result.error?.issues).toMatchObject([{ code: 'custom', params }]);
});

it('every kind has a name, a rule and a schema that gives the canonical form', () => {
  for (const code of IDENTIFIER_CODES) {
    const kind = IDENTIFIERS[code];
    expect(kind.code).toBe(code);
    expect(kind.rule.ar).toMatch(/\p{Script=Arabic}/u);
    const [, text, canonical] = read.find(([of]) => of === code)!;
    expect(identifierSchema(kind.code).parse(text)).toBe(canonical);
  }
  expect(isIdentifierCode('IBAN')).toBe(true);
  expect(isIdentifierCode('toString')).toBe(false);
});

it('no text makes one fail', () => {
  fc.assert(
    fc.property(fc.constantFrom(...IDENTIFIER_CODES), fc.string({ unit: 'binary' }), (code, text) => {
      const canonical = IDENTIFIERS[code].parse(text);
      expect(canonical === undefined || IDENTIFIERS[code].parse(canonical) === canonical).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('all but the last four characters are masked', () => {
  expect(IDENTIFIERS.NATIONAL_ID.mask('1000000008')).toBe('••••••0008');
  expect(IDENTIFIERS.MOBILE.mask('+966512345678')).toBe('•••••••••5678');
});

it('a mobile and a plate are shown as people write them', () => {
  expect(showMobile('+966512345678', 'ar')).toBe('051 234 5678');
  expect(showMobile('+966512345678', 'en')).toBe('+966 51 234 5678');
  expect(showPlate('ABJ1234', 'ar')).toBe('ا ب ح 1234');
  expect(showPlate('ABJ1234', 'en')).toBe('ABJ 1234');
  expect(IDENTIFIERS.PLATE.parse(showPlate('HUV7', 'ar'))).toBe('HUV7');
});

it('a building number ends its short address, a Gulf ID has its country’s length', () => {
  expect(isSameBuilding('RRRD2929', '2929')).toBe(true);
  expect(isSameBuilding('RRRD2929', '2928')).toBe(false);
  expect(isGccIdOf('AE', '784199012345671')).toBe(true);
  expect(isGccIdOf('KW', '784199012345671')).toBe(false);
  expect(isGccIdOf('XX', '784199012345671')).toBe(false);
});

describe('check digits', () => {
  it('agree with published examples', () => {
    expect(passesLuhn('79927398713')).toBe(true);
    expect(passesLuhn('79927398710')).toBe(false);
    expect(passesLuhn('')).toBe(false);
    expect(remainder97('794' + '44')).toBe(1);
    expect(remainder97('WEST12345698765432GB82')).toBe(1);
  });

  it('find any single wrong digit of a national ID and of an IBAN', () => {
    const wrong = (text: string, at: number, shift: number) =>
      text.slice(0, at) + ((Number(text[at]) + shift) % 10) + text.slice(at + 1);
    for (let shift = 1; shift < 10; shift++) {
      for (let at = 0; at < 10; at++) expect(passesLuhn(wrong('1000000008', at, shift))).toBe(false);
      for (let at = 2; at < 24; at++) {
        expect(IDENTIFIERS.IBAN.parse(wrong('SA0380000000608010167519', at, shift))).toBe(undefined);
      }
    }
  });
});
