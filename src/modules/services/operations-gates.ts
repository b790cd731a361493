import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { EVIDENCE_KINDS, GATES, Gate, type GateEntry, ServiceCode, Words } from './model.ts';
import type { ReleaseDemand } from './operations-design-publish.ts';
import { catalogueOf, type DesignParts, designReaders } from './operations-design-shared.ts';
import { RecordId } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { gateBefore, gatesMissing, mayPass, signersOf, standingOf } from './rules-gates.ts';
import { findDesign } from './store-designs.ts';
import { findReleased, insertGateEntry, listAllGateEntries, listGateEntries } from './store-gates.ts';
import { listPilots } from './store-versions.ts';

const Said = z.object({
  id: z.string(),
  kind: z.string(),
  words: z.string(),
  address: z.string().nullable(),
  /** A file, with an address that opens for an hour; `checking` until it was scanned. */
  file: z
    .object({
      kind: z.enum(['photo', 'document']),
      address: z.string(),
      state: z.enum(['ready', 'checking', 'blocked']),
    })
    .nullable(),
  revision: z.int().nullable(),
  at: z.string(),
  by: Words.nullable(),
  /** Said by whoever asks. */
  mine: z.boolean(),
});

export const ServiceGates = z.object({
  code: z.string(),
  name: Words,
  /** The gate it stands before; null when it came through all. */
  at: Gate.nullable(),
  gates: z.array(
    z.object({
      gate: Gate,
      passed: z.boolean(),
      /** Whether it may be signed now: those before it are passed. */
      open: z.boolean(),
      /** People who must sign, and those who did. */
      needed: z.int(),
      signed: z.int(),
      evidence: z.array(Said),
      signatures: z.array(Said),
    }),
  ),
});
export type ServiceGates = z.infer<typeof ServiceGates>;

const signers = () => tenantRole('administrator', 'supervisor');

export function gateOperations(parts: DesignParts): Operation[] {
  const { identity } = parts;

  async function say(
    tx: Tx,
    context: OperationContext,
    code: string,
    entry: Pick<GateEntry, 'gate' | 'kind' | 'words' | 'address'> & { readonly fileId?: Id },
  ): Promise<{ id: string }> {
    const { stored } = await catalogueOf(parts, tx, context);
    if (!stored.some((one) => one.code === code)) throw serviceProblems['not-found']();
    const design = await findDesign(tx, code);
    const id = context.newId();
    const { fileId = null } = entry;
    if (fileId !== null) {
      const by = { actor: context.actor, now: context.now, kinds: ['photo', 'document'] as const };
      await parts.documents.attach(tx, [fileId], { type: 'service-gate', id }, 'internal', by);
    }
    await insertGateEntry(tx, code, {
      ...entry,
      fileId,
      id,
      designId: design?.id ?? null,
      revision: design?.revision ?? null,
      at: context.now.toString(),
      by: context.actor.partyId!,
    });
    return { id };
  }

  return [
    operation({
      name: 'services.get-gates',
      summary: { ar: 'مراحل تطوير خدمة وما يثبت اجتيازها', en: 'The gates of a service and the evidence for each' },
      kind: 'query',
      who: [designReaders()],
      route: { method: 'GET', path: '/service-designs/{code}/gates' },
      rate: 'read',
      input: z.strictObject({ code: ServiceCode }),
      output: ServiceGates,
      async run(tx, { code }, context) {
        const { stored } = await catalogueOf(parts, tx, context);
        const card = stored.find((one) => one.code === code);
        if (card === undefined) throw serviceProblems['not-found']();
        const entries = await listGateEntries(tx, code);
        const people = [...new Set(entries.map(({ by }) => by as Id))];
        const names = people.length === 0 ? new Map() : await identity.displayNames(tx, people);
        const files = new Map(
          (
            await parts.documents.describe(
              tx,
              entries.flatMap(({ fileId }) => (fileId === null ? [] : [fileId as Id])),
            )
          ).map((one) => [one.id as string, one]),
        );
        const fileOf = (fileId: string | null) => {
          const file = fileId === null ? undefined : files.get(fileId);
          if (file === undefined) return null;
          const address = parts.documents.linksTo(context.tenant.id, file.id, context.now).display;
          const state = file.scan === 'waiting' ? 'checking' : file.scan === 'infected' ? 'blocked' : 'ready';
          return {
            kind: file.kind === 'document' ? ('document' as const) : ('photo' as const),
            address,
            state,
          } as const;
        };
        const shown = ({ id, kind, words, address, fileId, revision, at, by }: GateEntry) => ({
          file: fileOf(fileId),
          id,
          kind,
          words,
          address,
          revision,
          at,
          by: (names.get(by) as Record<string, string> | undefined) ?? null,
          mine: by === context.actor.partyId,
        });
        const standing = standingOf(entries);
        return {
          code,
          name: card.document.name,
          at: gateBefore(standing),
          gates: standing.map(({ gate, passed, evidence, signatures }) => ({
            gate,
            passed,
            open: mayPass(standing, gate),
            needed: signersOf(gate),
            signed: new Set(signatures.map(({ by }) => by)).size,
            evidence: evidence.map(shown),
            signatures: signatures.map(shown),
          })),
        };
      },
    }),
    operation({
      name: 'services.list-gates',
      summary: { ar: 'الخدمات بحسب مراحل تطويرها', en: 'The services by the gate each stands before' },
      kind: 'query',
      who: [designReaders()],
      route: { method: 'GET', path: '/service-gates' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({
        services: z.array(
          z.object({ code: z.string(), name: Words, at: Gate.nullable(), since: z.string().nullable() }),
        ),
      }),
      async run(tx, _, context) {
        const { stored } = await catalogueOf(parts, tx, context);
        const byCode = Map.groupBy(await listAllGateEntries(tx), ({ code }) => code);
        return {
          services: stored.map(({ code, document }) => {
            const entries = byCode.get(code) ?? [];
            return {
              code,
              name: document.name,
              at: gateBefore(standingOf(entries)),
              since: entries.at(-1)?.at ?? null,
            };
          }),
        };
      },
    }),
    operation({
      name: 'services.add-evidence',
      summary: { ar: 'إثبات في مرحلة من مراحل خدمة', en: 'Add evidence at a gate of a service' },
      kind: 'command',
      who: [signers()],
      route: { method: 'POST', path: '/service-designs/{code}/gates/{gate}/evidence' },
      rate: 'write',
      input: z.strictObject({
        code: ServiceCode,
        gate: Gate,
        kind: z.enum(EVIDENCE_KINDS),
        words: z.string().trim().min(3).max(2_000),
        /** A picture or a PDF that was uploaded as evidence. */
        fileId: RecordId.optional(),
        address: z
          .union([z.literal('').transform(() => null), z.url({ protocol: /^https?$/ }).max(500)])
          .nullable()
          .default(null),
      }),
      output: z.object({ id: z.string() }),
      async run(tx, { code, fileId, ...entry }, context) {
        if ((entry.kind === 'file') !== (fileId !== undefined)) throw serviceProblems['evidence-file']();
        return say(tx, context, code, { ...entry, ...(fileId === undefined ? {} : { fileId: fileId as Id }) });
      },
    }),
    operation({
      name: 'services.sign-gate',
      summary: { ar: 'اعتماد اجتياز خدمة لمرحلة', en: 'Sign that a service has passed a gate' },
      kind: 'command',
      who: [signers()],
      route: { method: 'POST', path: '/service-designs/{code}/gates/{gate}/signature' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode, gate: Gate, words: z.string().trim().max(1_000).default('') }),
      output: z.object({ id: z.string(), passed: z.boolean() }),
      async run(tx, { code, gate, words }, context) {
        const standing = standingOf(await listGateEntries(tx, code));
        if (!mayPass(standing, gate)) throw serviceProblems['gate-not-open']();
        const here = standing[GATES.indexOf(gate)]!;
        if (here.evidence.length === 0) throw serviceProblems['evidence-missing']();
        const { id } = await say(tx, context, code, { gate, kind: 'signature', words, address: null });
        return { id, passed: standingOf(await listGateEntries(tx, code))[GATES.indexOf(gate)]!.passed };
      },
    }),
    operation({
      name: 'services.withdraw-signature',
      summary: { ar: 'سحب اعتماد مرحلة', en: 'Take back a signature at a gate' },
      kind: 'command',
      who: [signers()],
      route: { method: 'DELETE', path: '/service-designs/{code}/gates/{gate}/signature' },
      rate: 'write',
      input: z.strictObject({ code: ServiceCode, gate: Gate, words: z.string().trim().min(3).max(1_000) }),
      output: z.object({ id: z.string() }),
      async run(tx, { code, gate, words }, context) {
        const { signatures } = standingOf(await listGateEntries(tx, code))[GATES.indexOf(gate)]!;
        if (!signatures.some(({ by }) => by === context.actor.partyId)) throw serviceProblems['not-signed']();
        return say(tx, context, code, { gate, kind: 'withdrawal', words, address: null });
      },
    }),
  ];
}

/** Refuses to release what has not come through the gates before. @throws Problem services.gates-missing */
export const demandGates: ReleaseDemand = async (tx, _context, { code, to }) => {
  const design = await findDesign(tx, code);
  const pilot = (await listPilots(tx)).find(({ service }) => service.definition.card.code === code);
  const piloted = pilot && (await findReleased(tx, pilot.service.definition.id, pilot.service.version));
  const released = piloted ?? (design && { designId: design.id, revision: design.revision, since: design.startedAt });
  if (released === undefined) throw serviceProblems['design-not-found']();
  const missing = gatesMissing(standingOf(await listGateEntries(tx, code)), { to, ...released });
  if (missing.length === 0) return;
  throw serviceProblems['gates-missing']({
    fields: missing.map((gate) => ({ path: `gates.${gate}`, code: 'not-passed', text: GATE_TEXTS[gate] })),
    extra: { gates: missing },
  });
};

const GATE_TEXTS = {
  inventory: { ar: 'لم تُجتز مرحلة الحصر.', en: 'The inventory is not passed.' },
  analyse: { ar: 'لم تُجتز مرحلة التحليل.', en: 'The analysis is not passed.' },
  design: { ar: 'لم تُجتز مرحلة التصميم.', en: 'The design is not passed.' },
  approve: { ar: 'لم يعتمد هذا التصميم شخصان.', en: 'Two people have not approved this design.' },
  build: { ar: 'لم تُجتز مرحلة البناء.', en: 'The building is not passed.' },
  assure: {
    ar: 'لم يُتحقق من التصميم بعد آخر تعديل عليه.',
    en: 'The design was not assured since it was last changed.',
  },
  pilot: { ar: 'لم تُجتز مرحلة التجربة.', en: 'The pilot is not passed.' },
  launch: { ar: 'لم تُجتز مرحلة الإطلاق.', en: 'The launch is not passed.' },
  measure: { ar: 'لم تُجتز مرحلة القياس.', en: 'The measuring is not passed.' },
  improve_retire: { ar: 'لم تُجتز مرحلة التحسين.', en: 'The improvement is not passed.' },
};
