import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn, staff } from '#platform/policy.ts';
import { requestProblems } from '#platform/validation.ts';
import {
  ApplicationFacts,
  factsOf,
  getApplication,
  isApplicant,
  pinnedService,
  sheetIn,
} from './operations-application-shared.ts';
import {
  afterInput,
  attachFiles,
  FilesInput,
  feeFor,
  fileIds,
  placeOf,
  placesOutside,
  RecordId,
  type ServiceParts,
  WordsView,
} from './operations-shared.ts';
import { serviceProblems } from './problems.ts';

/** What the office sees of an application beside the case itself. */
export const ApplicationSheet = z.object({ ...ApplicationFacts, applicant: WordsView.nullable() });
export type ApplicationSheet = z.infer<typeof ApplicationSheet>;

export function handlingOperations(parts: ServiceParts): Operation[] {
  const { cases, identity } = parts;
  return [
    operation({
      name: 'services.get-sheet',
      summary: { ar: 'بيانات الطلب ومرفقاته لموظف', en: 'What an application says, for an employee' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/applications/{id}/sheet' },
      rate: 'read',
      discloses: true,
      input: z.strictObject({ id: RecordId }),
      output: ApplicationSheet,
      async run(tx, { id }, context) {
        const loaded = await getApplication(parts, tx, context, id);
        if (!cases.mayRead(context.actor, loaded.state)) throw serviceProblems['application-not-found']();
        const applicant = loaded.state.participants.find(({ role }) => role === 'applicant')?.partyId;
        const names = applicant === undefined ? undefined : await identity.displayNames(tx, [applicant]);
        context.disclosed({ type: 'case', id }, ['applicant']);
        return {
          ...(await factsOf(parts, tx, context, loaded)),
          applicant: ((applicant && names?.get(applicant)) as Record<string, string> | undefined) ?? null,
        };
      },
    }),
    operation({
      name: 'services.act',
      summary: { ar: 'تنفيذ إجراء على طلب خدمة', en: 'Take an action on an application' },
      kind: 'command',
      // Who may take which action stands in the service's case type; the engine decides.
      who: [signedIn()],
      route: { method: 'POST', path: '/applications/{id}/actions' },
      rate: 'write',
      bodyLimit: 256 * 1024,
      input: z.strictObject({
        id: RecordId,
        action: z.string().min(1).max(64),
        input: z.record(z.string().max(64), z.json()).default({}),
        files: FilesInput,
        version: z.coerce.number().pipe(z.int32().positive()).nullable().default(null),
      }),
      output: z.object({ id: z.string(), number: z.string(), state: z.string(), version: z.int() }),
      async run(tx, { id, action, input, files, version }, context) {
        const held = await cases.holdCase(tx, context, id);
        const mine = held !== undefined && (isApplicant(held, context) || cases.mayRead(context.actor, held.state));
        if (held?.type.kind !== 'application' || !mine) throw serviceProblems['application-not-found']();
        const { type, state } = held;
        const given = { ...input, ...fileIds(files) };
        const changes = action === 'correct' || action === 'edit';
        const outside = changes
          ? await placesOutside(parts, tx, context, type, given, state.correction?.fields ?? Object.keys(given))
          : [];
        if (outside.length > 0) throw requestProblems.invalid({ fields: outside });
        // What is to be paid follows what the application says, also where that was corrected.
        const service = await pinnedService(parts, tx, context, held);
        const after = changes
          ? afterInput(await sheetIn(parts, tx, context, held), state.correction?.fields ?? Object.keys(given), given)
          : undefined;
        const fee = after && feeFor(service, after);
        const place = after && (await placeOf(parts, tx, context, type, after.data));
        const next = await cases.act(tx, context, {
          caseId: id,
          held,
          action,
          input: given,
          expectedVersion: version,
          ...(fee ? { facts: { fee } } : {}),
          ...(place === undefined ? {} : { place }),
        });
        await attachFiles(parts, tx, context, files, { type: 'application', id });
        return { id, number: next.number, state: next.state, version: next.version };
      },
    }),
  ];
}
