import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { NotificationsApi } from '#modules/notifications/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { REPORT_TYPE, type ReportParts } from './operations-shared.ts';
import { followingOf } from './operations-tenant.ts';
import { keptUntil } from './rules-following.ts';
import { deleteFollower, followersToLookAt, lookAgain } from './store-followers.ts';
import { deleteOwnList, endedOwnLists } from './store-own-lists.ts';

const LOOK_AT_ONCE = 100;

interface Keys {
  readonly identity: Pick<ReportParts['identity'], 'erasePerson'>;
}

/** Destroys the key of an address without an account, and what was written to it. */
async function forgetAddress(
  { identity }: Keys,
  notifications: Pick<NotificationsApi, 'forget'>,
  tx: Tx,
  id: Id,
): Promise<void> {
  await notifications.forget(tx, id, []);
  await identity.erasePerson(tx, id);
}

/** Forgets a follower without an account, and what was written to them. */
export async function forgetFollower(
  keys: Keys,
  notifications: Pick<NotificationsApi, 'forget'>,
  tx: Tx,
  id: Id,
): Promise<void> {
  await deleteFollower(tx, id);
  await forgetAddress(keys, notifications, tx, id);
}

export function followersDue(parts: ReportParts, notifications: Pick<NotificationsApi, 'forget'>): Operation {
  const { cases } = parts;
  return operation({
    name: 'reports.tend-followers',
    summary: {
      ar: 'إتلاف عناوين لم تُؤكد وعناوين متابعي بلاغات انتهى أمرها',
      en: 'Destroy addresses that were not confirmed, and those of reports that are done with',
    },
    kind: 'command',
    who: [system()],
    route: { method: 'POST', path: '/report-follows-due' },
    rate: 'bulk',
    input: z.strictObject({}),
    output: z.object({ forgotten: z.int(), more: z.boolean() }),
    async run(tx, _, { tenant, now }) {
      // Whoever opened the list may still look; then the message that led there goes too.
      const before = now.subtract({ hours: 24 }).toString();
      for (const { id } of await endedOwnLists(tx, before, LOOK_AT_ONCE)) {
        await deleteOwnList(tx, id);
        await forgetAddress(parts, notifications, tx, id);
      }
      const due = await followersToLookAt(tx, now.toString(), LOOK_AT_ONCE);
      let forgotten = 0;
      for (const { id, confirmedAt } of due) {
        const ids = confirmedAt === null ? [] : await cases.casesOf(tx, id, 'follower');
        const found =
          ids.length === 0 ? [] : await cases.list(tx, { type: REPORT_TYPE, ids }, 'newest', undefined, ids.length);
        const followed = found.map(({ closedAt }) => ({ open: closedAt === null, closedAt }));
        const again = keptUntil(followed, followingOf(tenant).keepDays, now);
        if (again !== null) await lookAgain(tx, id, again.toString());
        else {
          await forgetFollower(parts, notifications, tx, id);
          forgotten += 1;
        }
      }
      return { forgotten, more: due.length === LOOK_AT_ONCE };
    },
  });
}
