import { digestOf } from '#platform/canonical.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import type { Tenant } from '#platform/tenants.ts';
import { lint } from './lint.ts';
import type { CaseType } from './model.ts';
import { refuse } from './problems.ts';
import { findType, insertType, newestVersions } from './store-types.ts';

/** Case types in memory: a published version never changes, so it is read once; which is the newest is looked up often. */
export interface TypeShelf {
  /** @throws Problem cases.type-unknown */
  version(tx: Tx, tenant: Tenant, id: string, version: number): Promise<CaseType>;
  /** The newest version. @throws Problem cases.type-unknown */
  newest(tx: Tx, tenant: Tenant, id: string): Promise<CaseType>;
  forgetNewest(tenant: Tenant): void;
}

const FRESH_MILLISECONDS = 2_000;

export function createTypeShelf(clock: () => number): TypeShelf {
  const versions = new Map<string, CaseType>();
  const newest = new Map<string, { version: number; readAt: number }>();

  async function version(tx: Tx, tenant: Tenant, id: string, number: number): Promise<CaseType> {
    const key = `${tenant.id}/${id}/${number}`;
    const known = versions.get(key);
    if (known !== undefined) return known;
    const found = await findType(tx, id, number);
    if (found === undefined) throw refuse['type-unknown']();
    versions.set(key, found.document);
    return found.document;
  }

  return {
    version,
    async newest(tx, tenant, id) {
      const key = `${tenant.id}/${id}`;
      let known = newest.get(key);
      if (known === undefined || clock() - known.readAt > FRESH_MILLISECONDS) {
        const [row] = await newestVersions(tx, id);
        if (row === undefined) throw refuse['type-unknown']();
        known = { version: row.version, readAt: clock() };
        newest.set(key, known);
      }
      return version(tx, tenant, id, known.version);
    },
    forgetNewest(tenant) {
      for (const key of newest.keys()) if (key.startsWith(`${tenant.id}/`)) newest.delete(key);
    },
  };
}

/**
 * Publishes a version of a type; one that is there already, word for word, is left as it is. Returns whether it was new.
 * @throws Problem cases.type-faulty naming each place, cases.version-exists
 */
export async function publishType(
  tx: Tx,
  context: OperationContext,
  types: TypeShelf,
  document: CaseType,
): Promise<boolean> {
  const faults = lint(document, { languages: context.tenant.languages }).filter((one) => one.severity === 'error');
  if (faults.length > 0) {
    throw refuse['type-faulty']({
      fields: faults.map(({ path, text }) => ({ path: `document.${path}`, code: 'faulty', text })),
    });
  }
  const digest = digestOf(document);
  const newest = (await newestVersions(tx, document.id))[0];
  if (newest?.version === document.version && digest.equals(newest.digest)) return false;
  if (newest !== undefined && newest.version >= document.version) throw refuse['version-exists']();
  await insertType(tx, document, digest, context.now.toString());
  types.forgetNewest(context.tenant);
  return true;
}
