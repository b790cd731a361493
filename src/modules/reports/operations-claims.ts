import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import type { ReportParts } from './operations-shared.ts';
import { openTracked, TrackingKey } from './operations-tracked.ts';
import { reportProblems } from './problems.ts';
import { reporterOf } from './rules.ts';

/** Making a report that was sent without an account one's own. */
export function claimOperations(parts: ReportParts): Operation[] {
  return [
    operation({
      name: 'reports.claim',
      summary: {
        ar: 'ضم بلاغ قُدّم بلا حساب إلى حساب صاحبه',
        en: 'Add a report that was made without an account to its reporter’s account',
      },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/reports/{number}/claim' },
      rate: 'write',
      guess: 'reports.tracking-code-wrong',
      input: z.strictObject(TrackingKey),
      output: z.object({ number: z.string(), claimed: z.boolean() }),
      async run(tx, key, context) {
        const { actor, now } = context;
        const party = actor.onBehalfOf ?? actor.partyId;
        if (party === null || actor.segment === 'employee') throw reportProblems['claim-as-resident']();
        const found = await openTracked(parts, tx, context, key);
        // Another may be claiming it at this moment.
        const held = await parts.cases.holdCase(tx, context, found.state.id);
        const { id, number, participants } = (held ?? found).state;
        const owner = reporterOf(participants);
        if (owner === party) return { number, claimed: false };
        if (owner !== null) throw reportProblems['report-of-another']();
        const follows = participants.some((one) => one.role === 'follower' && one.partyId === party && !one.from);
        await parts.cases.record(tx, context, id, 'claim', [
          {
            type: 'action-recorded',
            action: 'claim',
            at: now.toString(),
            partyId: actor.partyId,
            onBehalfOf: actor.onBehalfOf,
            audience: ['applicant', 'office'],
          },
          ...(follows ? [{ type: 'participant-removed', role: 'follower', partyId: party } as const] : []),
          { type: 'participant-added', participant: { role: 'reporter', partyId: party, from: null } },
        ]);
        context.about({ type: 'case', id, number });
        return { number, claimed: true };
      },
    }),
  ];
}
