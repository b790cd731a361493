import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import webPush from 'web-push';
import { RecipientGone, SendFailure } from '#platform/send-failure.ts';
import type { PushSender } from './ports.ts';

interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * The key pair by which push services know this installation (RFC 8292), in `<dataDir>/keys/push.json`, made at the
 * first start. With another pair every browser would have to be asked again.
 */
function loadKeys(dataDir: string): Keys {
  const folder = join(dataDir, 'keys');
  const path = join(folder, 'push.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Keys;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
  }
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(webPush.generateVAPIDKeys()), { mode: 0o600, flag: 'w', flush: true });
  try {
    // Of several processes that make it at once, one wins.
    linkSync(draft, path);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return JSON.parse(readFileSync(path, 'utf8')) as Keys;
}

const TIMEOUT = 15_000;
/** How long a push service keeps a notice for a device that is off. */
const KEPT_SECONDS = 3 * 86_400;
/** RFC 8291 leaves 3993 bytes for the text; Arabic takes two each. */
const LONGEST_BODY = 1_200;
const PASSING = new Set([401, 403, 408, 413, 425, 429]);

/**
 * Notices to browsers by Web Push (RFC 8030), encrypted for the browser alone (RFC 8291).
 * @param contact whom a push service may write to: a `mailto:` or `https:` address
 */
export function webPushSender(dataDir: string, contact: () => string): PushSender {
  const keys = loadKeys(dataDir);
  return {
    publicKey: keys.publicKey,
    async send({ endpoint, p256dh, auth }, message, urgent) {
      const body =
        [...message.body].length > LONGEST_BODY
          ? `${[...message.body].slice(0, LONGEST_BODY).join('')}…`
          : message.body;
      let status: number;
      try {
        const {
          method,
          headers,
          body: sealed,
        } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify({ ...message, body }), {
          vapidDetails: { subject: contact(), ...keys },
          TTL: KEPT_SECONDS,
          urgency: urgent ? 'high' : 'normal',
          contentEncoding: 'aes128gcm',
        });
        const response = await fetch(endpoint, {
          method,
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
          body: new Uint8Array(sealed!),
          redirect: 'error',
          signal: AbortSignal.timeout(TIMEOUT),
        });
        status = response.status;
        await response.body?.cancel();
        if (response.ok) return { providerId: response.headers.get('location')?.slice(-200) ?? String(status) };
      } catch (error) {
        const cause = (error as Error).cause as { code?: string } | undefined;
        throw new SendFailure(cause?.code ?? (error as Error).message, false, { cause: error });
      }
      // RFC 8030, section 7.3.
      if (status === 404 || status === 410) {
        throw new RecipientGone(`the device accepts no more notices (${status}) and was removed`);
      }
      const permanent = status >= 400 && status < 500 && !PASSING.has(status);
      throw new SendFailure(`the push service answered ${status}`, permanent);
    },
  };
}
