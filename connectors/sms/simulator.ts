import { createHmac } from 'node:crypto';
import type { SimulatorDefinition } from '../simulator.ts';
import accepted from './samples/accepted.json' with { type: 'json' };
import delivered from './samples/delivered.json' with { type: 'json' };
import refused from './samples/refused.json' with { type: 'json' };

const KEY = 'sample-key-of-the-provider';
const REPORT_SECRET = 'sample-secret-of-the-reports';

/** Tells whoever sent the message that it arrived, as a provider does a while later. */
async function report(address: string, messageId: string): Promise<void> {
  const body = JSON.stringify({ ...delivered, messageId, at: Temporal.Now.instant().toString() });
  const signature = createHmac('sha256', REPORT_SECRET).update(body).digest('hex');
  await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-signature': signature },
    body,
  }).catch(() => {});
}

/** A made-up provider of text messages: takes each, sends none, and reports that it arrived. */
export const smsSimulator: SimulatorDefinition = {
  connector: 'sms',
  secrets: { apiKey: KEY, reportSecret: REPORT_SECRET },
  behave() {
    const known = new Map<string, string>();
    return {
      answer({ method, path, headers, body }) {
        if (headers.authorization !== `Bearer ${KEY}`) return { status: 401, body: { error: 'unauthorised' } };
        if (method !== 'POST' || path !== '/messages') return { status: 404, body: { error: 'not-found' } };
        const { reference, report: address } = (body ?? {}) as { reference?: string; report?: string };
        if (typeof reference !== 'string') return { status: 422, body: { error: 'reference-missing' } };
        const messageId = known.get(reference) ?? `${accepted.messageId}-${known.size + 1}`;
        const first = !known.has(reference);
        known.set(reference, messageId);
        if (first && address !== undefined && URL.canParse(address)) {
          setTimeout(() => void report(address, messageId), 500).unref();
        }
        return { status: 202, body: { ...accepted, messageId } };
      },
      refuse: () => ({ status: 422, body: refused }),
      nonsense: [{ messageId: 5 }, { messageId: '../../etc' }],
    };
  },
};
