import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { PostgresError } from './postgres-error.ts';

/** The user PostgreSQL runs as when the program itself runs as root, which PostgreSQL refuses to be. */
export interface ServiceUser {
  readonly uid: number;
  readonly gid: number;
}

export const isRoot = (): boolean => process.geteuid?.() === 0;

/** The user `postgres` where there is one, otherwise `nobody`. Throws PostgresError if the machine knows neither. */
export function unprivilegedUser(): ServiceUser {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const user = users.find(([known]) => known === name);
    if (user?.[2] && user[3] && user[2] !== '0') return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new PostgresError(
    'PostgreSQL refuses to run as root and this machine has no user "postgres" or "nobody". ' +
      'Start as an ordinary user, or set DATABASE_URL.',
  );
}

/** Whether the user may pass through this folder and every folder above it. */
export function mayEnter(folder: string, user: ServiceUser): boolean {
  let path = realpathSync(folder);
  for (;;) {
    const { mode, uid, gid } = statSync(path);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    const parent = dirname(path);
    if (parent === path) return true;
    path = parent;
  }
}
