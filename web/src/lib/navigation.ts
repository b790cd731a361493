import type { Language } from '#kernel/text.ts';

/** Addresses that layouts and components lead to; pages keep their own. */
export const addresses = (language: Language) => ({
  home: `/${language}`,
  report: `/${language}/report`,
  reports: `/${language}/reports`,
  track: `/${language}/track`,
  myReports: `/${language}/my/reports`,
  inbox: `/${language}/my/inbox`,
  city: `/${language}/city`,
  search: `/${language}/search`,
  signIn: `/${language}/sign-in`,
  signOut: `/${language}/sign-out`,
  account: `/${language}/account`,
  preferences: `/${language}/preferences`,
  office: `/${language}/office`,
  officeMap: `/${language}/office/map`,
  officeIndicators: `/${language}/office/indicators`,
  officeSettings: `/${language}/office/settings`,
  field: `/${language}/field`,
  fieldMap: `/${language}/field/map`,
  fieldCapture: `/${language}/field/capture`,
  fieldSync: `/${language}/field/sync`,
  accessibility: `/${language}/accessibility`,
  privacy: `/${language}/privacy`,
  developers: `/${language}/developers`,
});
