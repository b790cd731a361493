import { z } from 'zod';
import { clearanceOf, maskData } from '#modules/cases/api.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn, staff } from '#platform/policy.ts';
import { SourceView } from './model-prefill.ts';
import { ApplicationFacts, factsOf, getApplication, isApplicant } from './operations-application-shared.ts';
import { isConsulted } from './operations-consultations.ts';
import { attachFiles, FilesInput, fileIds, RecordId, type ServiceParts, WordsView } from './operations-shared.ts';
import { sourcesOf } from './operations-sources.ts';
import { serviceProblems } from './problems.ts';

/** What the office sees of an application beside the case itself. */
export const ApplicationSheet = z.object({
  ...ApplicationFacts,
  applicant: WordsView.nullable(),
  /** Where answers come from, as far as agencies can answer them. */
  sources: z.array(SourceView),
});
export type ApplicationSheet = z.infer<typeof ApplicationSheet>;

/** Kinds of case that are acted on here: applications, and the opinions asked on them. */
const KINDS = ['application', 'consultation'];

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
        const setting = await cases.settingOf(tx, context, loaded.state, []);
        const clearance = clearanceOf(context.actor, setting.relations);
        const masked = maskData(loaded.type, loaded.state.data, clearance, 'office');
        const applicant = loaded.state.participants.find(({ role }) => role === 'applicant')?.partyId;
        const named = applicant !== undefined && clearance.has('personal');
        const names = !named ? undefined : await identity.displayNames(tx, [applicant]);
        if (named) context.disclosed({ type: 'case', id }, ['applicant']);
        return {
          ...(await factsOf(parts, tx, context, loaded, masked.data)),
          sources: await sourcesOf(parts, tx, context, loaded, named),
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
        const mine =
          held !== undefined &&
          (isApplicant(held, context) || isConsulted(held, context) || cases.mayRead(context.actor, held.state));
        if (held === undefined || !KINDS.includes(held.type.kind) || !mine)
          throw serviceProblems['application-not-found']();
        const next = await cases.act(tx, context, {
          caseId: id,
          held,
          action,
          input: { ...input, ...fileIds(files) },
          expectedVersion: version,
        });
        await attachFiles(parts, tx, context, held.type, files, { type: 'application', id });
        return { id, number: next.number, state: next.state, version: next.version };
      },
    }),
  ];
}
