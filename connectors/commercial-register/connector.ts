import { z } from 'zod';
import { identifierSchema } from '#kernel/identifier-schema.ts';
import { defineCall, defineConnector } from '#modules/exchange/api.ts';
import { askEstablishment } from './client.ts';
import { Establishment, readEstablishment } from './map.ts';

/** The commercial register: what is registered of an establishment, by its number. */
export const commercialRegister = defineConnector({
  id: 'commercial-register',
  name: { ar: 'السجل التجاري', en: 'Commercial register' },
  agency: { code: 'MOC', name: { ar: 'وزارة التجارة', en: 'Ministry of Commerce' } },
  about: {
    ar: 'بيانات المنشأة كما هي في السجل التجاري: الاسم والحالة والأنشطة والملاك والمديرون.',
    en: 'An establishment as it stands in the commercial register: name, status, activities, owners and managers.',
  },
  settings: z.strictObject({}),
  secrets: { apiKey: { ar: 'مفتاح الخدمة', en: 'API key' } },
  calls: {
    establishment: defineCall({
      summary: { ar: 'بيانات منشأة برقم سجلها التجاري', en: 'An establishment by its registration number' },
      legalBasis: {
        regulation: 'pdpl',
        ground: 'consent',
        text: {
          ar: 'موافقة صاحب الطلب على جلب بيانات منشأته من مصدرها بدل إدخالها',
          en: 'The applicant agrees that the establishment’s data are fetched from their source instead of being typed',
        },
      },
      sends: [
        { key: 'crNumber', title: { ar: 'رقم السجل التجاري', en: 'Commercial registration number' }, personal: false },
      ],
      receives: [
        { key: 'name', title: { ar: 'الاسم التجاري', en: 'Trade name' }, personal: false },
        { key: 'unifiedNumber', title: { ar: 'الرقم الوطني الموحد', en: 'Unified national number' }, personal: false },
        { key: 'status', title: { ar: 'حالة السجل وتاريخ انتهائه', en: 'Status and expiry' }, personal: false },
        { key: 'activities', title: { ar: 'الأنشطة', en: 'Activities' }, personal: false },
        { key: 'people', title: { ar: 'الملاك والمديرون', en: 'Owners and managers' }, personal: true },
      ],
      input: z.strictObject({ crNumber: identifierSchema('CR') }),
      output: Establishment,
      repeats: 'safe',
      about: ({ crNumber }) => crNumber,
      send: askEstablishment,
      map: readEstablishment,
      sample: { crNumber: '0000000001' },
    }),
  },
});
