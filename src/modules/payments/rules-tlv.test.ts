import { describe, expect, test } from 'vitest';
import { taxCode } from './rules-tlv.ts';

/** Reads a code as any reader of receipts does: knows of nothing but bytes. */
function decoded(code: string): Record<number, string> {
  const bytes = Uint8Array.from(atob(code), (character) => character.charCodeAt(0));
  const found: Record<number, string> = {};
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at + 1]!;
    const value = bytes.slice(at + 2, at + 2 + length);
    expect(value).toHaveLength(length);
    found[bytes[at]!] = new TextDecoder('utf-8', { fatal: true }).decode(value);
    at += 2 + length;
  }
  return found;
}

describe('the code on a receipt', () => {
  test('is read back by a reader that knows only the rule', () => {
    const code = taxCode({
      seller: 'أمانة المنطقة (نموذج)',
      vatNumber: '300000000000003',
      at: '2026-11-22T10:00:00Z',
      total: '71.50',
      vat: '1.50',
    });
    expect(decoded(code)).toEqual({
      1: 'أمانة المنطقة (نموذج)',
      2: '300000000000003',
      3: '2026-11-22T10:00:00Z',
      4: '71.50',
      5: '1.50',
    });
  });

  test('is the one the tax authority’s guide gives for its example', () => {
    const code = taxCode({
      seller: 'Bobs Records',
      vatNumber: '310122393500003',
      at: '2022-04-25T15:30:00Z',
      total: '1000.00',
      vat: '150.00',
    });
    expect(code).toBe(
      'AQxCb2JzIFJlY29yZHMCDzMxMDEyMjM5MzUwMDAwMwMUMjAyMi0wNC0yNVQxNTozMDowMFoEBzEwMDAuMDAFBjE1MC4wMA==',
    );
  });
});
