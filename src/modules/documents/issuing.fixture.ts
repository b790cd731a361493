import type { DocumentsParts } from './module.ts';

/** What issuing documents needs, for tests that are about something else: nothing is printed. */
export const nothingIssued: Pick<DocumentsParts, 'sealer' | 'printer' | 'baseUrlOf' | 'sample'> = {
  sealer: { sealText: (_tenant, _purpose, text) => text, openText: (_tenant, _purpose, sealed) => sealed },
  printer: { browser: undefined, pdf: () => Promise.reject(new Error('no browser')), close: async () => {} },
  baseUrlOf: () => 'http://amanah.localhost',
  sample: true,
};
