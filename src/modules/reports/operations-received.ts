import type { CaseState } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import type { OperationContext } from '#platform/operations.ts';
import { requestProblems } from '#platform/validation.ts';
import type { SubmitReport } from './operations-input.ts';
import { open311Of } from './operations-tenant.ts';
import { reportProblems } from './problems.ts';
import { answersInWords, wrongAnswers } from './rules.ts';
import { findReceived, insertReceived } from './store-exchange.ts';
import { insertMedia } from './store-media.ts';

/** What a report that another system sends is kept with besides; undefined for a report of a person. */
export interface Received {
  readonly channel: string;
  readonly facts: Readonly<Record<string, unknown>>;
  remember(state: CaseState): Promise<void>;
}

/**
 * Checks what a service account sent with a report against the questions of the service.
 * @throws Problem request.forbidden for anybody else; reports.received-before; request.invalid naming each answer
 */
export async function receivedFrom(
  tx: Tx,
  context: OperationContext,
  input: SubmitReport,
): Promise<Received | undefined> {
  const { source, category } = input;
  const { partyId, kind } = context.actor;
  if (source === undefined) return undefined;
  if (kind !== 'service' || partyId === null) throw requestProblems.forbidden();
  const externalId = source.externalId ?? null;
  const before = externalId === null ? undefined : await findReceived(tx, partyId, externalId);
  if (before !== undefined) {
    throw reportProblems['received-before']({ values: { number: before.number }, extra: { number: before.number } });
  }
  const language = context.tenant.languages[0] ?? 'ar';
  const questions = open311Of(context.tenant).attributes.filter(({ services }) => services.includes(category));
  const fields = wrongAnswers(questions, source.attributes, language);
  if (fields.length > 0) throw requestProblems.invalid({ fields });
  const answers = answersInWords(questions, source.attributes, language);
  return {
    channel: 'open311',
    facts: {
      ...(externalId === null ? {} : { externalNumber: externalId }),
      ...(answers === '' ? {} : { serviceAnswers: answers }),
    },
    async remember({ id, number }) {
      const at = context.now.toString();
      await insertReceived(tx, {
        caseId: id,
        number,
        sender: partyId,
        externalId,
        attributes: source.attributes,
        mediaUrl: source.mediaUrls[0] ?? null,
        at,
      });
      const media = [...new Set(source.mediaUrls)];
      await insertMedia(
        tx,
        media.map((url) => ({ id: context.newId(), caseId: id, number, url, at })),
      );
    },
  };
}
