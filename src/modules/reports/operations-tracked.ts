import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { parseCaseNumber } from '#kernel/case-number.ts';
import type { LoadedCase } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { REPORT_TYPE, type ReportParts } from './operations-shared.ts';
import { reportProblems } from './problems.ts';
import { normaliseTrackingCode, trackingCode } from './rules.ts';

/** How a reporter names their report: by its number, with its code unless they are signed in. */
export const TrackingKey = { number: z.string().min(1).max(60), code: z.string().max(60).optional() };

/** The tracking code of a case in its normal form, which nobody but the reporter was told. */
export function codeOf(parts: Pick<ReportParts, 'trackingBytes'>, tenantId: number, caseId: string): string {
  return trackingCode(parts.trackingBytes(tenantId, caseId));
}

function sameCode(typed: string, right: string): boolean {
  const given = normaliseTrackingCode(typed);
  const known = normaliseTrackingCode(right);
  return given !== null && known !== null && timingSafeEqual(Buffer.from(given), Buffer.from(known));
}

/**
 * The report, for whoever shows its code or is its reporter. One refusal for all: a number alone tells nothing.
 * @throws Problem reports.tracking-code-wrong
 */
export async function openTracked(
  parts: Pick<ReportParts, 'cases' | 'trackingBytes'>,
  tx: Tx,
  context: OperationContext,
  { number, code }: { number: string; code?: string | undefined },
): Promise<LoadedCase> {
  const canonical = parseCaseNumber(number);
  const found = canonical === undefined ? undefined : await parts.cases.findCase(tx, context, { number: canonical });
  if (found === undefined || found.state.type.id !== REPORT_TYPE) throw reportProblems['tracking-code-wrong']();
  const { partyId, onBehalfOf } = context.actor;
  // Not whoever follows it: anybody may follow a public report, and this shows and does what is the reporter's alone.
  const mine = found.state.participants.some(
    (one) =>
      one.role === 'reporter' &&
      // Whose report was joined to this one has their own page.
      one.from === null &&
      (one.partyId === onBehalfOf || (onBehalfOf === null && one.partyId === partyId)),
  );
  const shown = code !== undefined && sameCode(code, codeOf(parts, context.tenant.id, found.state.id));
  if (!mine && !shown) throw reportProblems['tracking-code-wrong']();
  return found;
}
