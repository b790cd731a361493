/** What the code on a receipt says (ZATCA, E-invoicing: QR code of simplified invoices, tags 1 to 5). */
export interface TaxCode {
  readonly seller: string;
  readonly vatNumber: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Decimal text of the main unit, VAT included. */
  readonly total: string;
  readonly vat: string;
}

const LONGEST = 255;

/**
 * The code as tag, length and value, in base64. A length is that of the value's bytes in UTF-8, in one byte.
 * Throws a RangeError for a value that is longer.
 */
export function taxCode({ seller, vatNumber, at, total, vat }: TaxCode): string {
  const encoder = new TextEncoder();
  const bytes = [seller, vatNumber, at, total, vat].flatMap((text, index) => {
    const value = encoder.encode(text);
    if (value.length > LONGEST) throw new RangeError(`tag ${index + 1} is longer than ${LONGEST} bytes`);
    return [index + 1, value.length, ...value];
  });
  return btoa(String.fromCharCode(...bytes));
}
