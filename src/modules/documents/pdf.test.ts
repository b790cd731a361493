import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '#kernel/problem.ts';
import { type SamplePdf, samplePdf } from './pdf.fixture.ts';
import { preparePdf } from './pdf.ts';
import { isPdf, mayBePdf } from './rules-pdf.ts';

const verdict = (bytes: Uint8Array): string => {
  try {
    return `${preparePdf(bytes).pages} pages`;
  } catch (error) {
    return (error as Problem).code;
  }
};
const of = (sample: SamplePdf) => verdict(samplePdf(sample));
const ACTIVE = 'documents.pdf-active';

test('a plain file is taken, its pages counted, those in packed objects too', () => {
  expect(of({})).toBe('1 pages');
  expect(of({ pages: 12 })).toBe('12 pages');
  expect(of({ packed: '9 0 <</Type/Page/Parent 2 0 R>>' })).toBe('2 pages');
  expect(of({ pages: 301 })).toBe('documents.pdf-too-many-pages');
});

test('links and a first page to open at are no programs', () => {
  expect(of({ catalog: '/OpenAction[3 0 R/Fit]' })).toBe('1 pages');
  expect(of({ objects: ['<</Type/Annot/Subtype/Link/A<</S/URI/URI(https://example.com/)>>>>'] })).toBe('1 pages');
  expect(of({ objects: ['<</Title(How /JS and \\(/Launch\\) are spelt)>>'.replace('/Launch', 'launch')] })).toBe(
    '1 pages',
  );
});

describe('what runs, opens, sends or carries something is refused', () => {
  const cases: Record<string, SamplePdf> = {
    'a script when it opens': { catalog: '/OpenAction<</S/JavaScript/JS(app.alert(1))>>' },
    'a script with a name in digits': { catalog: '/OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>' },
    'a script of a page': { objects: ['<</AA<</O<</S/JavaScript/JS 9 0 R>>>>>>'] },
    'a program that is started': { objects: ['<</S/Launch/F(cmd.exe)>>'] },
    'a file within the file': { catalog: '/Names<</EmbeddedFiles 9 0 R>>' },
    'a form of another kind': { catalog: '/AcroForm<</XFA 9 0 R>>' },
    'a form that is sent': { objects: ['<</S/SubmitForm/F(https://example.com)>>'] },
    'another file that is opened': { objects: ['<</S/GoToR/F(other.pdf)>>'] },
    'a film': { objects: ['<</Type/Annot/Subtype/RichMedia>>'] },
    'a script in packed objects': { packed: '9 0 <</S/JavaScript/JS(app.alert(1))>>' },
    'a script in packed objects, as text': {
      packed: '9 0 <</S/JavaScript/JS(app.alert(1))>>',
      filters: ['ASCII85Decode', 'FlateDecode'],
    },
    'a script in hexadecimal': { packed: '9 0 <</S/JavaScript/JS(1)>>', filters: ['ASCIIHexDecode'] },
  };
  test.each(Object.entries(cases))('%s', (_, sample) => {
    expect(of(sample)).toBe(ACTIVE);
  });

  test('also where a reader could be led into what looks like a string, a comment or a picture', () => {
    expect(of({ objects: ['<</Note(9 0 obj<</S/JavaScript>>endobj)>>'] })).toBe(ACTIVE);
    expect(of({ objects: ['<<>>\n% 9 0 obj<</S/J#61vaScript>>endobj\n'] })).toBe(ACTIVE);
    const picture = '<</Subtype/Image/Filter/DCTDecode/Length 40>>\nstream\n9 0 obj<</S/Launch>>endobj\nendstream';
    expect(of({ objects: [picture] })).toBe(ACTIVE);
  });
});

test('a protected file is refused in words of its own', () => {
  expect(of({ trailer: '/Encrypt 9 0 R' })).toBe('documents.pdf-encrypted');
  expect(of({ trailer: '/Encr#79pt 9 0 R' })).toBe('documents.pdf-encrypted');
});

test('what cannot be looked into, is cut short, or is another kind of file behind its end is refused', () => {
  expect(of({ packed: '9 0 <<>>', filters: ['LZWDecode'] })).toBe('documents.pdf-unreadable');
  expect(verdict(samplePdf().subarray(0, -8))).toBe('documents.pdf-unreadable');
  expect(verdict(Buffer.concat([samplePdf(), Buffer.from('PK\x03\x04 a zip archive')]))).toBe(
    'documents.pdf-unreadable',
  );
  expect(verdict(Buffer.from('%PDF-1.7\n%%EOF\n'))).toBe('documents.pdf-unreadable');
  const bomb = samplePdf({ packed: ' '.repeat(120 * 1024 * 1024) });
  expect(bomb.length).toBeLessThan(1024 * 1024);
  expect(verdict(bomb)).toBe('documents.pdf-unreadable');
});

test('what a file says of itself counts from its first byte, and a lie about its type is none of ours', () => {
  expect(isPdf(samplePdf())).toBe(true);
  expect(isPdf(Buffer.concat([Buffer.from('<html>'), samplePdf()]))).toBe(false);
  expect([null, '', 'application/pdf', 'application/octet-stream'].map(mayBePdf)).toEqual([true, true, true, true]);
  expect(['image/png', 'text/html', 'application/pdf-not'].map(mayBePdf)).toEqual([false, false, false]);
});

test('whatever bytes come, the answer is a refusal or a number of pages, never a fault', () => {
  const known = /^(?:\d+ pages|documents\.pdf-(?:active|encrypted|unreadable|too-many-pages))$/;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat({ max: 2_000 }), (bytes, at) => {
      const whole = samplePdf({ pages: 2, packed: '9 0 <</Type/Page>>' });
      const place = at % whole.length;
      const changed = Buffer.concat([whole.subarray(0, place), bytes, whole.subarray(place + bytes.length)]);
      expect(verdict(changed)).toMatch(known);
    }),
    { numRuns: 300 },
  );
});
