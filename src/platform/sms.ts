import { SendFailure } from './send-failure.ts';

export interface Sms {
  /** E.164 */
  readonly to: string;
  /** The sender's name as registered with the gateway. */
  readonly sender: string;
  readonly text: string;
  /** Unchanged on every try; sent as `Idempotency-Key`, so that a gateway can recognise a repetition. */
  readonly id: string;
}

export interface SmsSender {
  /** Returns the gateway's own number for the message. @throws SendFailure */
  send(sms: Sms): Promise<{ providerId: string }>;
}

const TIMEOUT = 15_000;
const LARGEST_ANSWER = 10_000;
/** Refusals that say nothing about the message: wrong key, too many, try later. */
const PASSING = new Set([401, 402, 403, 404, 405, 408, 409, 421, 425, 429]);

async function shortText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_ANSWER) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function idOf(answer: string): string {
  try {
    const { id } = JSON.parse(answer) as { id?: unknown };
    return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 200) : '';
  } catch {
    return '';
  }
}

/**
 * SMS through a gateway: POST of `{ to, from, text, reference }` as JSON; any 2xx means taken, and `id` of the answer
 * is kept. User and password in the address are sent as basic authentication.
 */
export function httpSms(address: string, timeoutMilliseconds: number = TIMEOUT): SmsSender {
  const url = new URL(address);
  const authorization =
    url.username === ''
      ? undefined
      : `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`;
  url.username = '';
  url.password = '';
  return {
    async send(sms) {
      let response: Response;
      let answer: string;
      try {
        response = await fetch(url, {
          method: 'POST',
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMilliseconds),
          headers: {
            'content-type': 'application/json',
            'idempotency-key': sms.id,
            ...(authorization === undefined ? {} : { authorization }),
          },
          body: JSON.stringify({ to: sms.to, from: sms.sender, text: sms.text, reference: sms.id }),
        });
        answer = await shortText(response);
      } catch (error) {
        const cause = (error as Error).cause as { code?: string; message?: string } | undefined;
        throw new SendFailure(cause?.code ?? cause?.message ?? (error as Error).message, false, { cause: error });
      }
      if (response.ok) return { providerId: idOf(answer) };
      const permanent = response.status >= 400 && response.status < 500 && !PASSING.has(response.status);
      throw new SendFailure(`the gateway answered ${response.status}`, permanent);
    },
  };
}
