import { openInstallation } from '../../src/installation.ts';
import { compose } from '../../src/main.ts';
import { tokens } from '../../src/modules/identity/vault.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLog } from '../../src/platform/log.ts';
import type { App } from '../faults/app.ts';
import { CITY } from './reports.ts';
import { fail } from './say.ts';

export type CallAsSystem = <O>(operation: string, input: unknown) => Promise<O>;

/** Lets `work` call operations as the system does, beside the running program and on its data. */
export async function asSystem<T>(app: App, work: (call: CallAsSystem) => Promise<T>): Promise<T> {
  const config = readConfig({ DATA_DIR: app.dataDir });
  const log = createLog('silent');
  const installation = await openInstallation(config, log, { attach: true });
  try {
    const { database } = installation;
    const composition = compose({ config, database, log, baseUrl: () => app.url, wakeRelay: () => {} });
    const tenant = (await composition.tenants.findByKey(CITY)) ?? fail(`no tenant ${CITY}`);
    return await work((operation, input) => composition.callAsSystem(tenant, operation, input));
  } finally {
    await installation.close();
  }
}

/** Opens a session as after a sign-in, for staff with a second factor. Returns its cookie. */
export async function openSession(
  call: CallAsSystem,
  segment: 'employee' | 'individual',
  nationalId: string,
): Promise<string> {
  const { token, digest } = tokens.create();
  await call('identity.open-session', {
    tokenDigest: Buffer.from(digest).toString('base64url'),
    segment,
    identifiers: [{ kind: 'NATIONAL_ID', value: nationalId }],
    name: null,
    secondFactorProved: segment === 'employee',
    device: 'bench',
  });
  return `amanah_session=${token}`;
}

/** A supervisor of the measured city. */
export const supervisorCookie = (app: App): Promise<string> =>
  asSystem(app, (call) => openSession(call, 'employee', '1000050037'));
