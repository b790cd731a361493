import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Sealer } from './ports.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret as Standard Webhooks writes it. Shown once; kept sealed. */
export const newSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

/** Binds a sealed secret to its webhook: no other opens it. */
const purposeOf = (webhookId: string): string => `webhook-secret/${webhookId}`;

export const sealSecret = (sealer: Sealer, tenantId: number, webhookId: string, secret: string): string =>
  sealer.sealText(tenantId, purposeOf(webhookId), secret);

/** Throws for a secret that this installation did not seal. */
export function openSecret(sealer: Sealer, tenantId: number, webhookId: string, sealed: string): string {
  const secret = sealer.openText(tenantId, purposeOf(webhookId), sealed);
  if (secret === undefined) throw new Error(`the secret of webhook ${webhookId} was sealed under another key`);
  return secret;
}

/**
 * The headers of Standard Webhooks: an id that stays the same for every try, the moment of this one, and a signature of
 * both and of the body by every secret.
 */
export function signedHeaders(
  secrets: readonly string[],
  id: string,
  at: Temporal.Instant,
  body: string,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const moment = new Date(at.epochMilliseconds);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.epochMilliseconds / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, moment, body)).join(' '),
  };
}
