import { z } from 'zod';
import { CaseTypeDocument } from '#modules/cases/api.ts';
import { digestOf } from '#platform/canonical.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone, system } from '#platform/policy.ts';
import { Activity, ServiceCode, ServiceDefinition, ServiceId, ServiceOffer, Words } from './model.ts';
import {
  type DesignParts,
  demandFaultless,
  designers,
  designReaders,
  findingsOfDesign,
  holdDesign,
  Seen,
} from './operations-design-shared.ts';
import { demandBodies } from './operations-publish.ts';
import { RecordId } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { composeType, consultationType, designOf } from './rules.ts';
import { changedParts } from './rules-catalogue-changes.ts';
import { findVersion, insertService, newestVersion } from './store.ts';
import { deleteDesign, findDesign } from './store-designs.ts';
import { endPilot, insertPilot, insertRelease, listOffered, listPilots, listVersions } from './store-versions.ts';

const Version = z.coerce.number().pipe(z.int32().positive());
const Note = z.string().trim().min(1).max(1_000);
const Segment = z.enum(['individual', 'business', 'government']);
const Released = z.object({ id: z.string(), version: z.int() });
const Area = z.object({ id: z.string(), name: Words });
const VERSIONS = 100;

export const ServiceVersions = z.object({
  id: z.string(),
  versions: z.array(
    z.object({
      version: z.int(),
      publishedAt: z.string(),
      by: Words.nullable(),
      note: z.string().nullable(),
      offered: z.enum(['everybody', 'pilot', 'withdrawn', 'past']),
      segments: z.array(z.string()),
      municipalities: z.array(Area),
    }),
  ),
});
export type ServiceVersions = z.infer<typeof ServiceVersions>;

/** What must stand before a version is offered: see the gates of the method. */
export type ReleaseDemand = (
  tx: Tx,
  context: OperationContext,
  release: { readonly code: string; readonly revision: number; readonly to: 'pilot' | 'everybody' },
) => Promise<void>;

export function designPublishOperations(parts: DesignParts, demandGates: ReleaseDemand): Operation[] {
  const { cases, identity, offered, pilots, published, territory } = parts;

  function forget({ tenant }: OperationContext): void {
    offered.forget(tenant);
    pilots.forget(tenant);
    published.forget(tenant);
    parts.catalogues.forget(tenant);
  }

  async function runningPilot(tx: Tx, code: string) {
    const found = (await listPilots(tx)).find(({ service }) => service.definition.card.code === code);
    if (found === undefined) throw serviceProblems['no-pilot']();
    return found;
  }

  return [
    operation({
      name: 'services.publish-design',
      summary: { ar: 'نشر نسخة من خدمة من تصميمها', en: 'Publish a version of a service from its design' },
      kind: 'command',
      who: [designers()],
      route: { method: 'POST', path: '/service-designs/{code}/publication' },
      rate: 'write',
      input: z.strictObject({
        code: ServiceCode,
        revision: Seen,
        /** Why, for the history; what a warning is answered with. */
        note: Note,
        /** Whom it is tried with first; everybody when absent. */
        pilot: z
          .strictObject({
            segments: z.array(Segment).max(3).default([]),
            municipalities: z.array(RecordId).max(50).default([]),
          })
          .optional(),
      }),
      output: Released,
      async run(tx, { code, revision, note, pilot }, context) {
        const row = await holdDesign(tx, code, revision);
        const general = (await listOffered(tx)).find((one) => one.code === code);
        if ((general?.version ?? null) !== row.baseVersion) throw serviceProblems['design-overtaken']();
        demandFaultless(await findingsOfDesign(parts, tx, context, row.document));
        if (pilot !== undefined && pilot.segments.length + pilot.municipalities.length === 0) {
          throw serviceProblems['pilot-of-nobody']();
        }
        const areas = await territory.areasOf(tx, context.tenant, 'municipality');
        if (pilot?.municipalities.some((id) => !areas.some((area) => area.id === id))) {
          throw serviceProblems['pilot-place-unknown']();
        }
        if ((await listPilots(tx)).some(({ service }) => service.definition.card.code === code)) {
          throw serviceProblems['pilot-running']();
        }
        const definition = ServiceDefinition.parse(row.document.service);
        const unserved = (pilot?.segments ?? []).filter((one) => !definition.card.segments.includes(one));
        if (unserved.length > 0) throw serviceProblems['pilot-unserved']({ extra: { segments: unserved } });
        await demandGates(tx, context, { code, revision, to: pilot === undefined ? 'everybody' : 'pilot' });
        const offer = ServiceOffer.parse(row.document.offer);
        await demandBodies(parts, tx, definition, offer);
        const activities = Activity.array().parse(row.document.activities);
        const version = ((await newestVersion(tx, definition.id))?.version ?? 0) + 1;
        const type = CaseTypeDocument.parse(composeType(definition, offer, activities, version));
        if (definition.consultations !== undefined) {
          await cases.publishType(tx, context, CaseTypeDocument.parse(consultationType(definition, offer, version)));
        }
        await cases.publishType(tx, context, type);
        const at = context.now.toString();
        const by = context.actor.partyId!;
        const digest = digestOf({ service: definition, offer, activities });
        await insertService(tx, { version, definition, offer }, digest, at);
        const release = { serviceId: definition.id, version, designId: row.id, revision, by, at, note };
        await insertRelease(tx, release);
        if (pilot !== undefined) await insertPilot(tx, { serviceId: definition.id, version, ...pilot, by, at });
        await deleteDesign(tx, code);
        forget(context);
        return { id: definition.id, version };
      },
    }),
    operation({
      name: 'services.launch-pilot',
      summary: { ar: 'إتاحة النسخة التجريبية للجميع', en: 'Offer the version of a pilot to everybody' },
      kind: 'command',
      who: [designers()],
      route: { method: 'POST', path: '/service-designs/{code}/launch' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode, version: Version }),
      output: Released,
      async run(tx, { code, version }, context) {
        const pilot = await runningPilot(tx, code);
        const { id } = pilot.service.definition;
        await demandGates(tx, context, { code, revision: 0, to: 'everybody' });
        if ((await findDesign(tx, code)) !== undefined) throw serviceProblems['design-exists']();
        await end(tx, context, id, version, 'launched');
        return { id, version };
      },
    }),
    operation({
      name: 'services.withdraw-pilot',
      summary: { ar: 'إيقاف النسخة التجريبية', en: 'Withdraw the version of a pilot' },
      kind: 'command',
      who: [designers()],
      route: { method: 'POST', path: '/service-designs/{code}/pilot-withdrawal' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode, version: Version }),
      output: Released,
      async run(tx, { code, version }, context) {
        const { id } = (await runningPilot(tx, code)).service.definition;
        await end(tx, context, id, version, 'withdrawn');
        return { id, version };
      },
    }),
    operation({
      name: 'services.find-pilot',
      summary: { ar: 'هل للخدمة نسخة تجريبية، ولمن؟', en: 'Whether a service is being piloted, and with whom' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'GET', path: '/services/{code}/pilot' },
      rate: 'read',
      input: z.strictObject({ code: ServiceCode }),
      output: z.object({
        pilot: z.object({ id: z.string(), segments: z.array(z.string()), municipalities: z.array(Area) }).nullable(),
      }),
      async run(tx, { code }, context) {
        const found = [...(await pilots.of(tx, context.tenant)).values()].find(
          ({ service }) => service.definition.card.code === code,
        );
        if (found === undefined) return { pilot: null };
        const { segments, municipalities, service } = found;
        return {
          pilot: {
            id: service.definition.id,
            segments: [...segments],
            municipalities: await named(tx, context, municipalities),
          },
        };
      },
    }),
    operation({
      name: 'services.list-versions',
      summary: { ar: 'نسخ خدمة ومن نشرها', en: 'The versions of a service and who published them' },
      kind: 'query',
      who: [designReaders()],
      route: { method: 'GET', path: '/applicable-services/{id}/versions' },
      rate: 'read',
      input: z.strictObject({ id: ServiceId }),
      output: ServiceVersions,
      async run(tx, { id }, context) {
        const versions = await listVersions(tx, id, VERSIONS);
        if (versions.length === 0) throw serviceProblems['not-found']();
        const people = [...new Set(versions.flatMap(({ by }) => by ?? []))];
        const names = people.length === 0 ? new Map() : await identity.displayNames(tx, people);
        const general = (await listOffered(tx)).find((one) => one.id === id)?.version;
        const list = [];
        for (const { version, publishedAt, by, note, pilot, outcome } of versions) {
          const running = pilot !== null && outcome === null;
          const past = outcome === 'withdrawn' ? ('withdrawn' as const) : ('past' as const);
          list.push({
            version,
            publishedAt,
            by: by === null ? null : ((names.get(by) as Record<string, string> | undefined) ?? null),
            note,
            offered: version === general ? ('everybody' as const) : running ? ('pilot' as const) : past,
            segments: pilot?.segments ?? [],
            municipalities: await named(tx, context, pilot?.municipalities ?? []),
          });
        }
        return { id, versions: list };
      },
    }),
    operation({
      name: 'services.compare-versions',
      summary: { ar: 'ما يختلف بين نسختين من خدمة', en: 'What differs between two versions of a service' },
      kind: 'query',
      who: [designReaders(), system()],
      route: { method: 'GET', path: '/applicable-services/{id}/differences' },
      rate: 'read',
      input: z.strictObject({ id: ServiceId, from: Version, to: Version }),
      output: z.object({ changes: z.array(z.object({ path: z.string(), before: z.json(), after: z.json() })) }),
      async run(tx, { id, from, to }) {
        const [before, after] = [await findVersion(tx, id, from), await findVersion(tx, id, to)];
        if (before === undefined || after === undefined) throw serviceProblems['not-found']();
        return { changes: changedParts(designOf(before, []), designOf(after, [])) as never };
      },
    }),
  ];

  async function named(tx: Tx, { tenant }: OperationContext, ids: readonly string[]) {
    const list = [];
    for (const id of ids) list.push({ id, name: (await territory.areaName(tx, tenant, id)) as Record<string, string> });
    return list;
  }

  async function end(
    tx: Tx,
    context: OperationContext,
    serviceId: string,
    version: number,
    outcome: 'launched' | 'withdrawn',
  ): Promise<void> {
    const at = context.now.toString();
    if (!(await endPilot(tx, { serviceId, version, outcome, by: context.actor.partyId!, at }))) {
      throw serviceProblems['no-pilot']();
    }
    forget(context);
  }
}
