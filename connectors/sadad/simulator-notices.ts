import { signatureOf } from './signing.ts';
import type { Payment } from './simulator-memory.ts';

/** Seconds before each further try to tell of a payment. */
const PAUSES = [1, 5, 15, 60, 300];

/** Tells a municipality of payments, and again until it answers that it heard. */
export function createTellers(key: string, now: () => Temporal.Instant) {
  const waiting = new Set<NodeJS.Timeout>();
  let stopped = false;

  async function once(address: string, body: string): Promise<boolean> {
    const timestamp = String(Math.floor(now().epochMilliseconds / 1_000));
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-sadad-timestamp': timestamp,
          'x-sadad-signature': signatureOf(key, timestamp, body),
        },
        body,
        signal: AbortSignal.timeout(10_000),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  async function tell(address: string, payment: Payment, tries = 0): Promise<void> {
    const heard = await once(address, JSON.stringify(payment));
    const pause = PAUSES[tries];
    if (heard || stopped || pause === undefined) return;
    const timer = setTimeout(() => {
      waiting.delete(timer);
      void tell(address, payment, tries + 1);
    }, pause * 1_000);
    timer.unref();
    waiting.add(timer);
  }

  return {
    tell,
    stop() {
      stopped = true;
      for (const timer of waiting) clearTimeout(timer);
    },
  };
}
