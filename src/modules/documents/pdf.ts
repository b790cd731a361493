import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { documentProblems } from './model.ts';
import { dictionaryOf, type Found, judgePdf, namesIn, streamsOf } from './rules-pdf.ts';

/** What is unpacked of one file, at most: more is a bomb, or nothing anybody reads. */
const MOST_UNPACKED = 96 * 1024 * 1024;

export interface PreparedPdf {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly pages: number;
}

/** Undoes the filters of a stream; undefined for those that hold pictures only. Throws for what cannot be undone. */
function unpacked(bytes: Uint8Array, filters: readonly string[], most: number): Uint8Array | undefined {
  let now = bytes;
  for (const filter of filters) {
    switch (filter) {
      case 'FlateDecode':
      case 'Fl':
        now = inflateSync(now, { maxOutputLength: Math.max(1, most), finishFlush: 2 });
        break;
      case 'ASCIIHexDecode':
      case 'AHx':
        now = Buffer.from(Buffer.from(now).toString('latin1').replace(/>.*$/s, '').replace(/\s/g, ''), 'hex');
        break;
      case 'ASCII85Decode':
      case 'A85':
        now = ascii85(now);
        break;
      case 'DCTDecode':
      case 'DCT':
      case 'JPXDecode':
      case 'CCITTFaxDecode':
      case 'CCF':
      case 'JBIG2Decode':
        return undefined;
      default:
        throw documentProblems['pdf-unreadable']();
    }
  }
  return now;
}

/** ISO 32000-1, 7.4.3. */
function ascii85(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let group: number[] = [];
  for (const byte of bytes) {
    if (byte === 0x7e) break;
    if (byte === 0x7a && group.length === 0) out.push(0, 0, 0, 0);
    else if (byte >= 0x21 && byte <= 0x75) group.push(byte - 0x21);
    else if (byte > 0x20) throw documentProblems['pdf-unreadable']();
    if (group.length === 5) {
      const value = group.reduce((sum, digit) => sum * 85 + digit, 0);
      out.push((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
      group = [];
    }
  }
  if (group.length > 1) {
    const kept = group.length - 1;
    const value = [...group, 84, 84, 84, 84].slice(0, 5).reduce((sum, digit) => sum * 85 + digit, 0);
    out.push(...[(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255].slice(0, kept));
  }
  return Uint8Array.from(out);
}

/**
 * Reads a PDF as far as judging it needs. Everything that could hold objects is unpacked and looked at: a name that
 * runs something is refused wherever it stands, since a reader may be led to it.
 * @throws documents.pdf-encrypted, .pdf-active, .pdf-unreadable, .pdf-too-many-pages
 */
export function preparePdf(bytes: Uint8Array): PreparedPdf {
  const text = Buffer.from(bytes).toString('latin1');
  const found: Found = { names: new Map(), pages: 0 };
  let left = MOST_UNPACKED;
  const outside: string[] = [];
  let from = 0;
  for (const { dictionary, start, end } of streamsOf(text)) {
    outside.push(text.slice(from, start));
    from = end;
    const { filters, picture } = dictionaryOf(dictionary);
    if (picture) continue;
    let plain: Uint8Array | undefined;
    try {
      plain = unpacked(bytes.subarray(start, end), filters, left);
    } catch {
      throw documentProblems['pdf-unreadable']();
    }
    if (plain === undefined) continue;
    left -= plain.length;
    if (left <= 0) throw documentProblems['pdf-unreadable']();
    namesIn(Buffer.from(plain).toString('latin1'), found);
  }
  outside.push(text.slice(from));
  namesIn(outside.join('\n'), found);
  const pages = judgePdf(text, found);
  return { bytes, pages, sha256: createHash('sha256').update(bytes).digest('hex') };
}
