import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Who was forgotten, kept beside the database: a database restored from before forgets them again. Ids only, one a line;
 * they lead to nobody once the key is gone.
 */
export interface ErasureRegister {
  read(tenantKey: string): string[];
  add(tenantKey: string, partyIds: readonly string[]): void;
}

export function createErasureRegister(dataDir: string): ErasureRegister {
  const folder = join(dataDir, 'erasures');
  const fileOf = (tenantKey: string) => join(folder, `${tenantKey}.txt`);
  return {
    read: (tenantKey) =>
      existsSync(fileOf(tenantKey)) ? readFileSync(fileOf(tenantKey), 'utf8').split('\n').filter(Boolean) : [],
    add(tenantKey, partyIds) {
      if (partyIds.length === 0) return;
      mkdirSync(folder, { recursive: true });
      appendFileSync(fileOf(tenantKey), partyIds.map((id) => `${id}\n`).join(''), { flush: true });
    },
  };
}
