import { toAsciiDigits } from './arabic.ts';
import { passesLuhn, remainder97 } from './check-digits.ts';
import { parsePlate } from './plate.ts';
import type { Bilingual, Language } from './text.ts';

export const IDENTIFIER_CODES = [
  'NATIONAL_ID',
  'IQAMA',
  'BORDER_NO',
  'GCC_ID',
  'CR',
  'UNIFIED_700',
  'VAT',
  'MOBILE',
  'UNIFIED_PHONE',
  'IBAN',
  'BUILDING_NO',
  'POSTAL',
  'ADDITIONAL_NO',
  'SHORT_ADDRESS',
  'ISIC',
  'DEED',
  'PLATE',
] as const;
export type IdentifierCode = (typeof IDENTIFIER_CODES)[number];

/** A kind of number that a state, a bank or a registry gives. */
export interface IdentifierKind {
  readonly code: IdentifierCode;
  readonly name: Bilingual;
  /** What a right one looks like; the refusal of a wrong one. */
  readonly rule: Bilingual;
  /** Whether it tells who a person is: masked for whoever need not know it. */
  readonly personal: boolean;
  /** The one form in which it is stored and compared; undefined for anything that is not one. */
  parse(text: string): string | undefined;
  /** All but the last four characters hidden. */
  mask(canonical: string): string;
  /** The code of the refusal, `not-<kind>`. */
  readonly problem: string;
}

interface Definition {
  readonly ar: string;
  readonly en: string;
  readonly rule: Bilingual;
  readonly personal?: boolean;
  /** What the canonical form matches, after `clean`. */
  readonly form: RegExp;
  readonly clean?: (bare: string) => string | undefined;
  readonly check?: (canonical: string) => boolean;
}

/** ASCII digits and capitals, without spaces, and without the unseen marks that copying from a page brings along. */
const bareOf = (text: string): string =>
  toAsciiDigits(text)
    .replace(/[\s\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\u061c\ufeff]/g, '')
    .toUpperCase();

const withoutSeparators = (bare: string): string => bare.replace(/[-‐-―().]/g, '');

/** Kingdom-wide mobile numbers begin with 5 after the country code (CST numbering plan). */
const toE164 = (bare: string): string | undefined => {
  const [, national] = /^(?:\+966|00966|966|0)?(5\d{8})$/.exec(withoutSeparators(bare)) ?? [];
  return national && `+966${national}`;
};

const LONGEST = 60;
const hidden = (canonical: string): string => canonical.slice(0, -4).replace(/./g, '•') + canonical.slice(-4);

/** Forms and checks of `identifiers` in the domain record; sources named there. */
const DEFINITIONS: Readonly<Record<IdentifierCode, Definition>> = {
  NATIONAL_ID: {
    ar: 'رقم الهوية الوطنية',
    en: 'National ID',
    rule: {
      ar: 'رقم الهوية الوطنية عشرة أرقام تبدأ بالرقم 1؛ راجع الأرقام كما هي في الهوية.',
      en: 'A national ID has ten digits and begins with 1; check the digits against the card.',
    },
    personal: true,
    form: /^1\d{9}$/,
    check: passesLuhn,
  },
  IQAMA: {
    ar: 'رقم الإقامة',
    en: 'Resident ID',
    rule: {
      ar: 'رقم الإقامة عشرة أرقام تبدأ بالرقم 2؛ راجع الأرقام كما هي في هوية مقيم.',
      en: 'A resident ID has ten digits and begins with 2; check the digits against the card.',
    },
    personal: true,
    form: /^2\d{9}$/,
    check: passesLuhn,
  },
  BORDER_NO: {
    ar: 'رقم الحدود',
    en: 'Border number',
    rule: {
      ar: 'رقم الحدود عشرة أرقام تبدأ بالرقم 3 أو 4 أو 5.',
      en: 'A border number has ten digits and begins with 3, 4 or 5.',
    },
    personal: true,
    form: /^[345]\d{9}$/,
  },
  GCC_ID: {
    ar: 'رقم الهوية الخليجية',
    en: 'GCC national ID',
    rule: {
      ar: 'رقم الهوية الخليجية من 7 إلى 15 رقما بحسب الدولة.',
      en: 'A GCC national ID has 7 to 15 digits, by country.',
    },
    personal: true,
    form: /^\d{7,15}$/,
    clean: withoutSeparators,
  },
  CR: {
    ar: 'رقم السجل التجاري',
    en: 'Commercial registration number',
    rule: { ar: 'رقم السجل التجاري عشرة أرقام.', en: 'A commercial registration number has ten digits.' },
    form: /^\d{10}$/,
  },
  UNIFIED_700: {
    ar: 'الرقم الوطني الموحد للمنشأة',
    en: 'Unified national number',
    rule: {
      ar: 'الرقم الوطني الموحد للمنشأة عشرة أرقام تبدأ بالرقم 7.',
      en: 'The unified national number of an establishment has ten digits and begins with 7.',
    },
    form: /^7\d{9}$/,
  },
  VAT: {
    ar: 'الرقم الضريبي',
    en: 'VAT number',
    rule: {
      ar: 'الرقم الضريبي 15 رقما تبدأ بالرقم 3 وتنتهي به.',
      en: 'A VAT number has 15 digits, the first and the last of them 3.',
    },
    form: /^3\d{13}3$/,
  },
  MOBILE: {
    ar: 'رقم الجوال',
    en: 'Mobile number',
    rule: {
      ar: 'اكتب رقم جوال سعوديا مثل 05XXXXXXXX.',
      en: 'Enter a Saudi mobile number such as 05XXXXXXXX.',
    },
    personal: true,
    form: /^\+9665\d{8}$/,
    clean: toE164,
  },
  UNIFIED_PHONE: {
    ar: 'الرقم الموحد أو المجاني',
    en: 'Unified or toll-free number',
    rule: {
      ar: 'اكتب رقما موحدا يبدأ بـ 9200 أو رقما مجانيا يبدأ بـ 800 أو رقما مختصرا.',
      en: 'Enter a unified number beginning with 9200, a toll-free number beginning with 800, or a short number.',
    },
    form: /^(?:9200\d{5}|800\d{7}|1990\d{2}|9\d{2})$/,
    clean: withoutSeparators,
  },
  IBAN: {
    ar: 'رقم الآيبان',
    en: 'IBAN',
    rule: {
      ar: 'رقم الآيبان يبدأ بـ SA ويليه 22 خانة؛ راجعه كما هو في تطبيق البنك.',
      en: 'A Saudi IBAN begins with SA and has 22 more characters; check it against the bank’s own.',
    },
    personal: true,
    form: /^SA\d{4}[A-Z0-9]{18}$/,
    clean: withoutSeparators,
    // ISO 13616: the country and check digits go to the end, and the whole leaves 1 by 97.
    check: (iban) => remainder97(iban.slice(4) + iban.slice(0, 4)) === 1,
  },
  BUILDING_NO: {
    ar: 'رقم المبنى',
    en: 'Building number',
    rule: { ar: 'رقم المبنى أربعة أرقام.', en: 'A building number has four digits.' },
    form: /^\d{4}$/,
  },
  POSTAL: {
    ar: 'الرمز البريدي',
    en: 'Postal code',
    rule: { ar: 'الرمز البريدي خمسة أرقام.', en: 'A postal code has five digits.' },
    form: /^\d{5}$/,
  },
  ADDITIONAL_NO: {
    ar: 'الرقم الفرعي',
    en: 'Secondary number',
    rule: { ar: 'الرقم الفرعي أربعة أرقام.', en: 'A secondary number has four digits.' },
    form: /^\d{4}$/,
  },
  SHORT_ADDRESS: {
    ar: 'العنوان الوطني المختصر',
    en: 'Short national address',
    rule: {
      ar: 'العنوان الوطني المختصر أربعة حروف لاتينية وأربعة أرقام، مثل RRRD2929.',
      en: 'A short national address has four letters and four digits, such as RRRD2929.',
    },
    personal: true,
    form: /^[A-Z]{4}\d{4}$/,
  },
  ISIC: {
    ar: 'رمز النشاط',
    en: 'Activity code',
    rule: { ar: 'رمز النشاط ستة أرقام.', en: 'An activity code has six digits.' },
    form: /^\d{6}$/,
    clean: withoutSeparators,
  },
  DEED: {
    ar: 'رقم الصك',
    en: 'Title deed number',
    rule: { ar: 'رقم الصك من 6 إلى 16 رقما.', en: 'A title deed number has 6 to 16 digits.' },
    form: /^\d{6,16}$/,
  },
  PLATE: {
    ar: 'رقم لوحة المركبة',
    en: 'Vehicle plate',
    rule: {
      ar: 'رقم اللوحة ثلاثة حروف ومن رقم إلى أربعة أرقام، مثل أ ب ح 1234.',
      en: 'A plate has three letters and one to four digits, such as ABJ 1234.',
    },
    personal: true,
    form: /^[A-Z]{3}\d{1,4}$/,
    clean: parsePlate,
  },
};

function kindOf(code: IdentifierCode, definition: Definition): IdentifierKind {
  const { ar, en, rule, personal = false, form, clean = (bare) => bare, check = () => true } = definition;
  const parse = (text: string): string | undefined => {
    if (text.length > LONGEST) return undefined;
    const canonical = clean(bareOf(text));
    return canonical !== undefined && form.test(canonical) && check(canonical) ? canonical : undefined;
  };
  const problem = `not-${code.toLowerCase().replaceAll('_', '-')}`;
  return {
    code,
    name: { ar, en },
    rule,
    personal,
    problem,
    parse,
    mask: hidden,
  };
}

/** Every kind of identifier by its code: `IDENTIFIERS.IBAN.parse(text)`. */
export const IDENTIFIERS = Object.fromEntries(
  IDENTIFIER_CODES.map((code) => [code, kindOf(code, DEFINITIONS[code])]),
) as Readonly<Record<IdentifierCode, IdentifierKind>>;

export const isIdentifierCode = (code: string): code is IdentifierCode => Object.hasOwn(IDENTIFIERS, code);

/** Digits of a national ID by country of the Gulf (ISO 3166). */
const GCC_LENGTHS: Readonly<Record<string, readonly [number, number]>> = {
  AE: [15, 15],
  KW: [12, 12],
  QA: [11, 11],
  BH: [9, 9],
  OM: [7, 9],
};

/** Whether a canonical GCC national ID has the length of that country's. */
export function isGccIdOf(country: string, canonical: string): boolean {
  const [least, most] = GCC_LENGTHS[country] ?? [0, 0];
  return canonical.length >= least && canonical.length <= most;
}

/** Whether a short address and a building number are of one building: the address ends with the number. */
export const isSameBuilding = (shortAddress: string, buildingNumber: string): boolean =>
  shortAddress.slice(4) === buildingNumber;

/** A canonical mobile number as people in the kingdom dial it: `050 123 4567`. */
export const showMobile = (canonical: string, language: Language): string => {
  const [, area = '', first = '', last = ''] = /^\+966(5\d)(\d{3})(\d{4})$/.exec(canonical) ?? [];
  if (!area) return canonical;
  return language === 'ar' ? `0${area} ${first} ${last}` : `+966 ${area} ${first} ${last}`;
};
