import type { Id } from '#kernel/id.ts';
import type { FieldProblem } from '#kernel/problem.ts';
import { type Sheet, sheetFields } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { ServiceDefinition } from './model.ts';
import type { ServiceParts } from './operations-shared.ts';
import { numbersOfOthers } from './rules-applicant-numbers.ts';

/** Answers among `keys` that give somebody else's number where the service asks for one of `partyId`, who applies. */
export async function numbersNotTheirs(
  { identity }: Pick<ServiceParts, 'identity'>,
  tx: Tx,
  partyId: Id,
  { applicantFields = [] }: ServiceDefinition,
  sheet: Sheet,
  keys: readonly string[],
): Promise<FieldProblem[]> {
  const asked = applicantFields.filter((key) => keys.includes(key) && sheet.data[key] != null);
  if (asked.length === 0) return [];
  return numbersOfOthers(sheetFields(sheet), asked, sheet.data, await identity.identifiersOf(tx, partyId));
}
