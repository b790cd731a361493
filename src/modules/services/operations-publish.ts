import { z } from 'zod';
import type { FieldProblem } from '#kernel/problem.ts';
import { CaseTypeDocument } from '#modules/cases/api.ts';
import { digestOf } from '#platform/canonical.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone, system, tenantRole } from '#platform/policy.ts';
import { Activity, ServiceDefinition, ServiceId, ServiceOffer } from './model.ts';
import { getService, type ServiceParts, WordsView } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { composeType, consultationType, lintService } from './rules.ts';
import { asksForActivity, withImported } from './rules-activities.ts';
import { insertService, newestVersion } from './store.ts';
import { importedActivities } from './store-activities.ts';
import { newestOffices } from './store-appointments.ts';
import { versionOfDigest } from './store-versions.ts';

export const ServiceView = z.object({
  id: z.string(),
  code: z.string(),
  version: z.int(),
  name: WordsView,
  segments: z.array(z.string()),
  /** The case type of its applications. */
  type: z.string(),
  /** Services whose licences it renews. */
  renews: z.array(z.string()),
  pages: z.array(z.object({ key: z.string(), title: WordsView })),
  source: z.object({ asOf: z.string(), text: WordsView, sample: z.boolean() }),
});
export type ServiceView = z.infer<typeof ServiceView>;

const UNKNOWN_BODY = {
  ar: 'لا تعرف البلدية جهة أو فريقًا بهذا الرمز لأخذ رأيه.',
  en: 'The tenant knows no body or team of this code to consult.',
};
const SHAPE = { ar: 'لا يطابق التعريف الصيغة المقررة.', en: 'The definition does not have the required shape.' };

const UNKNOWN_KIND = {
  ar: 'لا مكتب في البلدية يعقد مواعيد من هذا النوع.',
  en: 'No office of the tenant holds appointments of this kind.',
};

/**
 * Everybody a service consults is somebody the tenant knows, and some office holds its appointments.
 * @throws Problem services.definition-faulty
 */
export async function demandBodies(
  { identity }: Pick<ServiceParts, 'identity'>,
  tx: Tx,
  { consultations, appointment }: ServiceDefinition,
  { consulted }: ServiceOffer,
): Promise<void> {
  const teams = await identity.teams(tx);
  const wrong: FieldProblem[] = [];
  for (const { key } of consultations?.bodies ?? []) {
    const { agency, team } = consulted[key] ?? {};
    const known =
      agency === undefined
        ? teams.some(({ code }) => code === team)
        : (await identity.findPartyByCode(tx, agency)) !== undefined;
    if (!known) wrong.push({ path: `offer.consulted.${key}`, code: 'unknown-body', text: UNKNOWN_BODY });
  }
  if (appointment !== undefined) {
    const offices = (await newestOffices(tx))?.document.offices ?? [];
    if (!offices.some(({ kinds }) => kinds.includes(appointment.kind))) {
      wrong.push({ path: 'service.appointment.kind', code: 'unknown-kind', text: UNKNOWN_KIND });
    }
  }
  if (wrong.length > 0) throw serviceProblems['definition-faulty']({ fields: wrong });
}

interface GivenService {
  readonly id: string;
  readonly service: ServiceDefinition;
  readonly offer: ServiceOffer;
  readonly activities: readonly Activity[];
}

/** Publishes a version of a service, unless it is what was published before. @throws Problem services.definition-faulty */
export async function publishService(
  parts: ServiceParts,
  tx: Tx,
  { id, service, offer, activities }: GivenService,
  context: OperationContext,
): Promise<{ id: string; version: number; published: boolean }> {
  const { cases, identity, offered } = parts;
  const choices = asksForActivity(service) ? withImported(activities, await importedActivities(tx)) : [...activities];
  if (service.id !== id || offer.id !== id) throw serviceProblems['definition-faulty']();
  const teams = await identity.teams(tx);
  if (!teams.some(({ code }) => code === offer.team)) {
    throw serviceProblems['team-unknown']({ values: { team: offer.team } });
  }
  await demandBodies(parts, tx, service, offer);
  const type = CaseTypeDocument.safeParse(composeType(service, offer, choices, 1));
  if (!type.success) {
    throw serviceProblems['definition-faulty']({
      fields: type.error.issues.map(({ path, message }) => ({
        path: `service.caseType.${path.join('.')}`,
        code: 'shape',
        text: { ...SHAPE, en: `${SHAPE.en} ${message}` },
      })),
    });
  }
  const strange = service.prefills.find(({ connector, call }) => parts.describe(connector, call) === undefined);
  if (strange !== undefined) {
    throw serviceProblems['connector-unknown']({ values: { connector: `${strange.connector}.${strange.call}` } });
  }
  const faults = lintService(service, context.tenant.languages);
  if (faults.length > 0) throw serviceProblems['definition-faulty']({ fields: faults });
  const digest = digestOf({ service, offer, activities: choices });
  // What the designer published meanwhile is newer than a folder that has not changed.
  const known = await versionOfDigest(tx, id, digest);
  if (known !== undefined) return { id, version: known.version, published: false };
  const newest = await newestVersion(tx, id);
  const version = (newest?.version ?? 0) + 1;
  if (service.consultations !== undefined) {
    await cases.publishType(tx, context, CaseTypeDocument.parse(consultationType(service, offer, version)));
  }
  await cases.publishType(tx, context, { ...type.data, version });
  await insertService(tx, { version, definition: service, offer }, digest, context.now.toString());
  offered.forget(context.tenant);
  parts.published.forget(context.tenant);
  return { id, version, published: true };
}

export function publishOperations(parts: ServiceParts): Operation[] {
  const { offered } = parts;

  return [
    operation({
      name: 'services.put-service',
      summary: { ar: 'نشر خدمة إلكترونية', en: 'Publish an e-service' },
      kind: 'command',
      who: [tenantRole('administrator'), system()],
      route: { method: 'PUT', path: '/applicable-services/{id}' },
      rate: 'write',
      bodyLimit: 1 << 20,
      input: z.strictObject({
        id: ServiceId,
        service: ServiceDefinition,
        offer: ServiceOffer,
        /** The municipal activities that fields of type `activity` choose among. */
        activities: z.array(Activity).max(500).default([]),
      }),
      output: z.object({ id: z.string(), version: z.int(), published: z.boolean() }),
      run: (tx, input, context) => publishService(parts, tx, input, context),
    }),
    operation({
      name: 'services.get-service',
      summary: { ar: 'خدمة متاحة للتقديم', en: 'A service that can be applied for' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/applicable-services/{id}' },
      rate: 'read',
      input: z.strictObject({ id: ServiceId }),
      output: ServiceView,
      async run(tx, { id }, context) {
        const everybodys = (await offered.of(tx, context.tenant)).get(id);
        // What is tried with some, before it was offered to anybody else, is known by its address too.
        const known = everybodys ?? (await parts.pilots.of(tx, context.tenant)).get(id)?.service;
        return viewOf(known ?? (await getService(parts, tx, context, id)));
      },
    }),
    operation({
      name: 'services.list-services',
      summary: { ar: 'الخدمات المتاحة للتقديم', en: 'The services that can be applied for' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/applicable-services' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({ services: z.array(ServiceView) }),
      run: async (tx, _, context) => ({
        services: [...(await offered.of(tx, context.tenant)).values()].map(viewOf),
      }),
    }),
  ];
}

const viewOf = ({ version, definition, offer }: Awaited<ReturnType<typeof getService>>): ServiceView => ({
  id: definition.id,
  code: definition.card.code,
  version,
  name: definition.card.name,
  segments: definition.card.segments,
  type: definition.caseType.id,
  renews: definition.renews?.from.map(({ service }) => service) ?? [],
  pages: definition.pages.map(({ key, title }) => ({ key, title })),
  source: offer.source,
});
