import { hash } from 'node:crypto';
import type { Sealer } from './ports.ts';

export const digestOfText = (text: string): string => hash('sha256', text);

/** Binds sealed secrets to their connector: no other opens them. */
const purposeOf = (connector: string): string => `connector-secrets/${connector}`;

export const sealConnectorSecrets = (
  sealer: Sealer,
  tenantId: number,
  connector: string,
  secrets: Readonly<Record<string, string>>,
): string => sealer.sealText(tenantId, purposeOf(connector), JSON.stringify(secrets));

/** Secrets by name; empty where none were entered, or where they were sealed under another key. */
export function openConnectorSecrets(
  sealer: Sealer,
  tenantId: number,
  connector: string,
  sealed: string | null,
): Readonly<Record<string, string>> {
  const text = sealed === null ? undefined : sealer.openText(tenantId, purposeOf(connector), sealed);
  return text === undefined ? {} : (JSON.parse(text) as Record<string, string>);
}
