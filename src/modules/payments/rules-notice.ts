import { type Attempt, PaymentNotice, StatementLine } from './model.ts';

/** `60.00` as 6000. The currencies of billers have two decimals. */
const smallestUnits = (decimal: string): number => Number(decimal.replace('.', ''));

/** 6000 as `60.00`. */
export const decimalOf = (amount: number): string => {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const instantOf = (text: string): string => Temporal.Instant.from(text).toString();

/** What a notice of the biller says; undefined where it is none. */
export function readNotice(body: string): (Attempt & { readonly billerCode: string }) | undefined {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return undefined;
  }
  const parsed = PaymentNotice.safeParse(document);
  if (!parsed.success) return undefined;
  const { amount, status, paidAt, ...rest } = parsed.data;
  const units = smallestUnits(amount);
  if (units === 0) return undefined;
  return { ...rest, amount: units, failed: status === 'FAILED', paidAt: instantOf(paidAt) };
}

const COLUMNS = ['transactionNumber', 'billNumber', 'amount', 'currency', 'paidAt', 'channel'] as const;
const TOTAL = 'TOTAL';
const MOST_LINES = 200_000;

export type StatementReading =
  | { readonly attempts: readonly Attempt[] }
  /** The line that cannot be read, from 1; 0 for the file as a whole. */
  | { readonly line: number; readonly code: 'empty' | 'heading' | 'line' | 'total' | 'currency' | 'too-long' };

/** Fields of a line of comma-separated values (RFC 4180), none of which holds a line break. */
const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );

/**
 * The biller's account of a day: a heading, a line a payment, and a last line `TOTAL,<lines>,<sum>` that must agree with
 * them, so that a file that was cut short is not taken for a day without payments.
 */
export function readStatement(text: string, currency: string): StatementReading {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  if (lines.length < 2) return { line: 0, code: 'empty' };
  if (lines.length > MOST_LINES) return { line: 0, code: 'too-long' };
  if (fieldsOf(lines[0]!).join() !== COLUMNS.join()) return { line: 1, code: 'heading' };
  const attempts: Attempt[] = [];
  for (const [index, line] of lines.slice(1, -1).entries()) {
    const values = fieldsOf(line);
    const parsed = StatementLine.safeParse(Object.fromEntries(COLUMNS.map((column, i) => [column, values[i]])));
    if (!parsed.success || values.length !== COLUMNS.length) return { line: index + 2, code: 'line' };
    if (parsed.data.currency !== currency) return { line: index + 2, code: 'currency' };
    const { amount, paidAt, ...rest } = parsed.data;
    attempts.push({ ...rest, amount: smallestUnits(amount), failed: false, paidAt: instantOf(paidAt) });
  }
  const [mark, count, sum] = fieldsOf(lines.at(-1)!);
  const total = attempts.reduce((all, { amount }) => all + amount, 0);
  if (mark !== TOTAL || Number(count) !== attempts.length || sum !== decimalOf(total)) {
    return { line: lines.length, code: 'total' };
  }
  return { attempts };
}
