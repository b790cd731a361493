import { deflateSync } from 'node:zlib';

export interface SamplePdf {
  readonly pages?: number;
  /** Members added to the catalogue. */
  readonly catalog?: string;
  /** Members added to the trailer. */
  readonly trailer?: string;
  /** Objects besides, each as `<<…>>`. */
  readonly objects?: readonly string[];
  /** What stands in an object stream, packed with these filters. */
  readonly packed?: string;
  readonly filters?: readonly ('FlateDecode' | 'ASCII85Decode' | 'ASCIIHexDecode' | 'LZWDecode')[];
}

const ascii85 = (bytes: Uint8Array): Buffer => {
  let out = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const piece = [...bytes.subarray(at, at + 4)];
    const size = piece.length;
    let value = [...piece, 0, 0, 0].slice(0, 4).reduce((sum, byte) => sum * 256 + byte, 0);
    const digits: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      digits.unshift(String.fromCharCode(33 + (value % 85)));
      value = Math.floor(value / 85);
    }
    out += digits.slice(0, size + 1).join('');
  }
  return Buffer.from(`${out}~>`, 'latin1');
};

/** A PDF by hand, as small as one can be. */
export function samplePdf({
  pages = 1,
  catalog = '',
  trailer = '',
  objects = [],
  packed,
  filters = ['FlateDecode'],
}: SamplePdf = {}): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let number = 0;
  const add = (body: string | Buffer) => {
    number += 1;
    parts.push(Buffer.from(`${number} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n'));
  };
  add(`<</Type/Catalog/Pages 2 0 R${catalog}>>`);
  add(`<</Type/Pages/Count ${pages}/Kids[${Array.from({ length: pages }, (_, i) => `${i + 3} 0 R`).join(' ')}]>>`);
  for (let i = 0; i < pages; i += 1) add('<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>');
  for (const one of objects) add(one);
  if (packed !== undefined) {
    let bytes: Buffer = Buffer.from(packed, 'latin1');
    for (const filter of filters.toReversed()) {
      if (filter === 'FlateDecode') bytes = deflateSync(bytes);
      else if (filter === 'ASCII85Decode') bytes = ascii85(bytes);
      else if (filter === 'ASCIIHexDecode') bytes = Buffer.from(`${bytes.toString('hex')}>`);
    }
    const names = filters.map((filter) => `/${filter}`).join(' ');
    const head = `<</Type/ObjStm/N 1/First 4/Filter[${names}]/Length ${bytes.length}>>\nstream\n`;
    add(Buffer.concat([Buffer.from(head), bytes, Buffer.from('\nendstream')]));
  }
  parts.push(Buffer.from(`trailer<</Root 1 0 R/Size ${number + 1}${trailer}>>\nstartxref\n0\n%%EOF\n`));
  return Buffer.concat(parts);
}
