import { z } from 'zod';
import { identifierSchema } from '#kernel/identifier-schema.ts';
import { defineCall, defineConnector } from '#modules/exchange/api.ts';
import { askByShortAddress, askOfEstablishment } from './client.ts';
import { NationalAddress, readByShortAddress, readOfEstablishment } from './map.ts';

const basis = {
  regulation: 'pdpl',
  ground: 'consent',
  text: {
    ar: 'موافقة صاحب الطلب على جلب العنوان الوطني من مصدره بدل إدخاله',
    en: 'The applicant agrees that the national address is fetched from its source instead of being typed',
  },
} as const;
const receives = [
  {
    key: 'address',
    title: {
      ar: 'المبنى والشارع والحي والمدينة والرمز البريدي',
      en: 'Building, street, district, city and postal code',
    },
    personal: false,
  },
  { key: 'point', title: { ar: 'موقعه على الخريطة', en: 'Its place on the map' }, personal: false },
] as const;

/** The register of national addresses. */
export const nationalAddress = defineConnector({
  id: 'national-address',
  name: { ar: 'العنوان الوطني', en: 'National address' },
  agency: { code: 'SPL', name: { ar: 'البريد السعودي (سبل)', en: 'Saudi Post (SPL)' } },
  about: {
    ar: 'العنوان الكامل وموقعه على الخريطة برقم العنوان المختصر أو السجل التجاري.',
    en: 'The full address and its place on the map, by the short address or a registration number.',
  },
  settings: z.strictObject({}),
  secrets: { apiKey: { ar: 'مفتاح الخدمة', en: 'API key' } },
  calls: {
    byShortAddress: defineCall({
      summary: { ar: 'العنوان الكامل برقمه المختصر', en: 'The full address by its short form' },
      legalBasis: basis,
      sends: [
        { key: 'shortAddress', title: { ar: 'العنوان الوطني المختصر', en: 'Short national address' }, personal: false },
      ],
      receives,
      input: z.strictObject({ shortAddress: identifierSchema('SHORT_ADDRESS') }),
      output: NationalAddress,
      repeats: 'safe',
      about: ({ shortAddress }) => shortAddress,
      send: askByShortAddress,
      map: readByShortAddress,
      sample: { shortAddress: 'DMMA1234' },
    }),
    ofEstablishment: defineCall({
      summary: { ar: 'عنوان منشأة برقم سجلها التجاري', en: 'An establishment’s address by its registration number' },
      legalBasis: basis,
      sends: [
        { key: 'crNumber', title: { ar: 'رقم السجل التجاري', en: 'Commercial registration number' }, personal: false },
      ],
      receives,
      input: z.strictObject({ crNumber: identifierSchema('CR') }),
      output: NationalAddress,
      repeats: 'safe',
      about: ({ crNumber }) => crNumber,
      send: askOfEstablishment,
      map: readOfEstablishment,
      sample: { crNumber: '0000000001' },
    }),
  },
});
