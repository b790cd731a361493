/**
 * `node tests/bench/documents.ts [--count 40]`: how long a licence takes from its content to its file, by the browser the
 * program keeps, and what signing and verifying one costs. Needs an installed Chromium and nothing else.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { chromiumPrinter } from '#platform/printer.ts';
import template from '../../e-services/commercial-licence/documents.json' with { type: 'json' };
import { paperFonts } from '../../src/modules/documents/fonts.ts';
import type { DocumentSheet } from '../../src/modules/documents/model-issued.ts';
import { qrOf } from '../../src/modules/documents/qr.ts';
import { paperOf } from '../../src/modules/documents/rules-paper.ts';
import { newSigningKey, openSigningKey, readToken, signToken } from '../../src/modules/documents/tokens.ts';
import { say } from './say.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '40' } } });
const count = Number(values.count);
const { licence } = template;
const { publicKey, secret } = newSigningKey();
const key = { kid: publicKey.kid, key: openSigningKey(secret) };
const BASE = 'https://services.amanah.example';
const claims = {
  jti: 'CML-2026-LCN-000034-51',
  ver: 1,
  svc: 'CML-01',
  hld: 'مؤسسة نموذجية لتجارة المواد الغذائية',
  hid: 'abcdefghijklmnop',
  loc: 'بلدية نموذجية',
  iat: 1_795_000_000,
  nbf: 1_795_000_000,
  exp: 1_826_536_000,
  status: { status_list: { idx: 34, uri: `${BASE}/documents/status/0` } },
};

const line = (ar: string, en: string, value: string) => ({ title: { ar, en }, value, public: false });
const sheet = (): DocumentSheet => ({
  content: {
    title: licence.title,
    statement: licence.statement,
    office: { ar: 'بلدية نموذجية', en: 'Sample municipality' },
    service: { ar: 'إصدار رخصة تجارية', en: 'Issue a commercial licence' },
    application: 'CML-2026-001-000012-77',
    holder: {
      title: licence.holder.title,
      name: claims.hld,
      person: false,
      identifiers: [{ title: { ar: 'السجل التجاري', en: 'Registration' }, value: '2050000000' }],
    },
    place: { ar: 'حي نموذجي', en: 'Sample district' },
    sections: [
      {
        title: { ar: 'النشاط والمحل', en: 'Activity and premises' },
        lines: [line('النشاط', 'Activity', 'مطاعم'), line('المساحة', 'Area', '120'), line('العاملون', 'Workers', '8')],
      },
    ],
    conditions: licence.conditions,
    grounds: licence.grounds,
    note: licence.note,
  },
  number: claims.jti,
  version: 1,
  code: '7KQ2M9XA',
  issuedAt: '2026-11-22T08:00:00Z',
  validFrom: '2026-11-22',
  validUntil: '2027-11-21',
  tenant: {
    name: { ar: 'أمانة نموذجية', en: 'Sample Municipality' },
    languages: ['ar', 'en'],
    timeZone: 'Asia/Riyadh',
    calendars: ['gregory', 'islamic-umalqura'],
    emblem: null,
  },
  verifyAt: 'services.amanah.example/ar/verify',
  qr: qrOf(`${BASE}/v/${signToken(key, 'amd+jwt', claims)}`),
  sample: true,
});

const at = (times: readonly number[], share: number): string =>
  `${times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(0)} ms`;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const printer = chromiumPrinter(process.env.CHROMIUM);
if (printer.browser === undefined) {
  console.log('No Chromium is installed: nothing was measured.');
  process.exit(1);
}
const fonts = paperFonts();
let bytes = 0;
const print = async () => {
  bytes = (await printer.pdf(paperOf(sheet(), fonts))).length;
};
say('PDF, the first one: the browser starts', `${(await timed(print)).toFixed(0)} ms`);
const times: number[] = [];
for (let made = 0; made < count; made += 1) times.push(await timed(print));
await printer.close();
say(`PDF, ${count} one after the other, p50`, at(times, 0.5));
say(`PDF, ${count} one after the other, p95`, at(times, 0.95));
say('PDF, size', `${(bytes / 1024).toFixed(0)} KB`);
say('QR code, modules a side', String(sheet().qr.modules));
const token = signToken(key, 'amd+jwt', claims);
const repeat = 500;
const signing = await timed(async () => {
  for (let done = 0; done < repeat; done += 1) signToken(key, 'amd+jwt', claims);
});
const reading = await timed(async () => {
  for (let done = 0; done < repeat; done += 1) readToken(token, 'amd+jwt', [publicKey]);
});
say('signing one document', `${(signing / repeat).toFixed(2)} ms`);
say('verifying one signature', `${(reading / repeat).toFixed(2)} ms`);
