import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SimulatedBill {
  readonly billerCode: string;
  readonly number: string;
  readonly amount: string;
  readonly currency: string;
  readonly expiresAt: string;
  readonly title: Readonly<Record<string, string>>;
  readonly notifyAt: string;
  cancelled: boolean;
}

export interface Payment {
  readonly transactionNumber: string;
  readonly billerCode: string;
  readonly billNumber: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: 'PAID' | 'FAILED';
  readonly paidAt: string;
  readonly channel: string;
}

export interface SimulatedRefund {
  readonly reference: string;
  readonly fails: boolean;
  asked: number;
}

/** What the made-up payment system knows. */
export interface Memory {
  readonly bills: Map<string, SimulatedBill>;
  readonly payments: Payment[];
  readonly refunds: Map<string, SimulatedRefund>;
  /** Writes it down, where there is a place for it. */
  keep(): void;
}

const NAME = 'simulator-sadad.json';

interface Written {
  readonly bills: readonly SimulatedBill[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly SimulatedRefund[];
}

function read(path: string): Written {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Written;
  } catch {
    return { bills: [], payments: [], refunds: [] };
  }
}

/** Remembers beyond the end of the program where a folder is given: a person who comes back finds their bill. */
export function openMemory(folder: string | undefined): Memory {
  const path = folder === undefined ? undefined : join(folder, NAME);
  const known = path === undefined ? { bills: [], payments: [], refunds: [] } : read(path);
  const memory: Memory = {
    bills: new Map(known.bills.map((one) => [one.number, { ...one }])),
    payments: [...known.payments],
    refunds: new Map(known.refunds.map((one) => [one.reference, { ...one }])),
    keep() {
      if (path === undefined || folder === undefined) return;
      mkdirSync(folder, { recursive: true });
      const { bills, payments, refunds } = memory;
      const written: Written = { bills: [...bills.values()], payments, refunds: [...refunds.values()] };
      writeFileSync(`${path}.new`, JSON.stringify(written));
      renameSync(`${path}.new`, path);
    },
  };
  return memory;
}
