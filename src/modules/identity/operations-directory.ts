import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { staff, tenantRole } from '#platform/policy.ts';
import { IdInput, TeamCode, TextOutput } from './model.ts';
import type { Ports } from './ports.ts';
import { nameOf } from './records.ts';
import { bodies } from './store-parties.ts';
import { apiKeys } from './store-sessions.ts';
import { membersOfTeams } from './store-standing.ts';

/** As many as one page can offer in a choice. */
const MOST_ASSIGNABLE = 500;
const MOST_BODIES = 1_000;

/** Whom work can be given to, and the keys by which other programs come in. */
export function directoryOperations({ vault }: Ports): Operation[] {
  return [
    operation({
      name: 'identity.list-assignable',
      summary: { ar: 'من يمكن إسناد العمل إليه في الفرق', en: 'Whom work can be assigned to, by team' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/identity/assignable' },
      // No more than a form of assignment needs: who belongs to which team. Roles and standing stay with `list-staff`.
      input: z.strictObject({ team: TeamCode.optional() }),
      output: z.strictObject({
        people: z.array(z.strictObject({ id: z.string(), name: TextOutput, team: z.string() })),
        /** There are more than are listed: ask for one team. */
        more: z.boolean(),
      }),
      rate: 'read',
      async run(tx, { team }, { tenant }) {
        const found = await membersOfTeams(tx, team === undefined ? null : [team], MOST_ASSIGNABLE + 1);
        return {
          people: found
            .slice(0, MOST_ASSIGNABLE)
            .map((row) => ({ id: row.id, name: nameOf(vault, tenant.id, row), team: row.team })),
          more: found.length > MOST_ASSIGNABLE,
        };
      },
    }),

    operation({
      name: 'identity.list-bodies',
      summary: { ar: 'الجهات والمنشآت', en: 'Agencies and establishments' },
      kind: 'query',
      who: [tenantRole('administrator', 'integration-manager')],
      route: { method: 'GET', path: '/identity/bodies' },
      input: z.strictObject({}),
      output: z.strictObject({
        bodies: z.array(z.strictObject({ id: z.string(), kind: z.enum(['agency', 'organisation']), name: TextOutput })),
      }),
      rate: 'read',
      run: async (tx, _, { tenant }) => ({
        bodies: (await bodies(tx, MOST_BODIES)).map((row) => ({
          id: row.id,
          kind: row.kind as 'agency' | 'organisation',
          name: nameOf(vault, tenant.id, row),
        })),
      }),
    }),

    operation({
      name: 'identity.list-api-keys',
      summary: { ar: 'مفاتيح الخدمة', en: 'The service keys' },
      kind: 'query',
      who: [tenantRole('administrator', 'integration-manager', 'auditor')],
      route: { method: 'GET', path: '/identity/api-keys' },
      input: z.strictObject({ after: IdInput.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
      output: z.strictObject({
        keys: z.array(
          z.strictObject({
            id: z.string(),
            label: z.string(),
            service: TextOutput,
            owner: TextOutput,
            scopes: z.array(z.string()),
            rateClass: z.enum(['standard', 'bulk']),
            createdAt: z.string(),
            expiresAt: z.string(),
            revokedAt: z.string().nullable(),
          }),
        ),
        next: z.string().nullable(),
      }),
      rate: 'read',
      async run(tx, { after, limit }) {
        const found = await apiKeys(tx, after ?? null, limit + 1);
        const keys = found.slice(0, limit);
        return { keys, next: found.length > limit ? keys.at(-1)!.id : null };
      },
    }),
  ];
}
