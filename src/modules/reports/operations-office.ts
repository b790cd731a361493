import { z } from 'zod';
import { Problem } from '#kernel/problem.ts';
import type { CaseState, LoadedCase } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { staff } from '#platform/policy.ts';
import { PhotoReference, PhotoState, ReportId } from './operations-input.ts';
import { photoStates } from './operations-photos.ts';
import { areaCodes, REPORT_TYPE, type ReportParts, reportData, routingOf } from './operations-shared.ts';
import { suggestionsFor } from './operations-suggest.ts';
import { reportProblems } from './problems.ts';
import { getOffered, keptRouting, route, snapshotOf } from './rules.ts';
import { insertCorrection } from './store-suggestions.ts';

/** Parts begun in one step besides the first. */
const MOST_FURTHER = 5;

const Outcome = z.object({ id: z.string(), number: z.string(), state: z.string(), version: z.int() });

/** The part of a report that is about to begin: its category, where it goes, and of which report it is. */
async function nextPart(
  parts: ReportParts,
  tx: Tx,
  context: OperationContext,
  state: CaseState,
  { category: code, team }: { readonly category?: string | undefined; readonly team?: string | undefined },
) {
  const catalogue = await parts.catalogues.of(tx, context.tenant);
  const routing = route(await routingOf(parts, tx, context.tenant), {
    category: snapshotOf(catalogue, getOffered(catalogue, code ?? '', null)),
    area: await areaCodes(parts, tx, context.tenant, state.place),
    channel: String(state.data.channel ?? ''),
    at: context.now,
    description: null,
  });
  const kept = keptRouting(routing);
  if (team === undefined)
    return { category: routing.category, routing: kept, of: { id: state.id, number: state.number } };
  const named = (await parts.teams.of(tx, context.tenant)).find((one) => one.code === team);
  if (named === undefined) throw reportProblems['unknown-team']();
  return {
    category: routing.category,
    routing: { ...kept, team, department: named.department },
    of: { id: state.id, number: state.number },
  };
}

/**
 * What the program adds to an action on a report: the snapshot and routing of a new category, the agency handed to.
 * @throws Problem reports.unknown-category, reports.unknown-agency
 */
export async function factsOf(
  parts: ReportParts,
  tx: Tx,
  context: OperationContext,
  state: CaseState,
  given: {
    readonly action: string;
    readonly category?: string | undefined;
    readonly agency?: string | undefined;
    readonly team?: string | undefined;
  },
): Promise<Record<string, unknown>> {
  const catalogue = await parts.catalogues.of(tx, context.tenant);
  if (given.action === 'reclassify') {
    const snapshot = snapshotOf(catalogue, getOffered(catalogue, given.category ?? '', null));
    const routing = route(await routingOf(parts, tx, context.tenant), {
      category: snapshot,
      area: await areaCodes(parts, tx, context.tenant, state.place),
      channel: String(state.data.channel ?? ''),
      // The hour that counts is the one the report was made in, not that of its correction.
      at: Temporal.Instant.from(state.openedAt),
      description: reportData(state).description,
    });
    return { category: routing.category, routing: keptRouting(routing) };
  }
  if (given.action === 'startPart') return { nextPart: await nextPart(parts, tx, context, state, given) };
  if (given.action !== 'handOver') return {};
  const owner = catalogue.agencies.find((one) => one.code === given.agency);
  if (owner === undefined) throw reportProblems['unknown-agency']();
  return { outsideOwner: owner };
}

export function officeOperations(parts: ReportParts): Operation[] {
  const { cases, documents } = parts;

  /** A report, to whom it is none of their business as much as not there. @throws Problem reports.not-found */
  function mine(context: OperationContext, loaded: LoadedCase | undefined): LoadedCase {
    if (loaded?.state.type.id !== REPORT_TYPE || !cases.mayRead(context.actor, loaded.state)) {
      throw reportProblems['not-found']();
    }
    return loaded;
  }

  const load = async (tx: Tx, context: OperationContext, id: string) =>
    mine(context, await cases.findCase(tx, context, { id }));

  /** Begins one more part beside the first of a step; what it is refused for is said of its place in the form. */
  async function startFurther(
    tx: Tx,
    context: OperationContext,
    state: CaseState,
    { category, team, what }: { readonly category: string; readonly team?: string | undefined; readonly what: string },
    at: string,
  ): Promise<CaseState> {
    const given = { category, ...(team ? { team } : {}) };
    try {
      return await cases.act(tx, context, {
        caseId: state.id,
        expectedVersion: state.version,
        action: 'startPart',
        input: { what, ...(team ? { team } : {}) },
        facts: await factsOf(parts, tx, context, state, { action: 'startPart', ...given }),
      });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const places: Readonly<Record<string, string>> = {
        'reports.unknown-category': 'category',
        'reports.unknown-team': 'team',
      };
      const place = places[error.code];
      const fields = [
        ...error.fields.map((field) => ({ ...field, path: `${at}.${field.path}` })),
        ...(place === undefined ? [] : [{ path: `${at}.${place}`, code: 'invalid', text: error.text }]),
      ];
      throw new Problem(error.code, error.status, error.text, { fields, extra: error.extra });
    }
  }

  return [
    operation({
      name: 'reports.act',
      summary: { ar: 'تنفيذ إجراء على بلاغ', en: 'Take an action on a report' },
      kind: 'command',
      who: [staff()],
      route: { method: 'POST', path: '/reports-office/{id}/actions' },
      rate: 'write',
      input: z.strictObject({
        id: ReportId,
        action: z.string().min(1).max(64),
        input: z.record(z.string(), z.json()).default({}),
        version: z.coerce.number().pipe(z.int32().positive()).nullable().default(null),
        /** With `reclassify`: the right category; with `startPart`: that of the part. */
        category: z.string().max(64).optional(),
        /** With `startPart`: parts for still other departments, begun together with it or not at all. */
        further: z
          .array(
            z.strictObject({
              category: z.string().max(64),
              team: z.string().max(60).optional(),
              what: z.string().max(2_000),
            }),
          )
          .max(MOST_FURTHER)
          .default([]),
        /** With `handOver`: the agency's code. */
        agency: z.string().max(64).optional(),
        /** Photos of the fields named, uploaded before. */
        photos: z.record(z.string(), z.array(PhotoReference).max(10)).default({}),
      }),
      output: Outcome,
      async run(tx, { id, action, input, version, category: code, further, agency, photos }, context) {
        const held = mine(context, await cases.holdCase(tx, context, id));
        const { state } = held;
        const facts = await factsOf(parts, tx, context, state, {
          action,
          category: code,
          agency,
          ...(typeof input.team === 'string' && input.team !== '' ? { team: input.team } : {}),
        });
        const { category: was, description } = reportData(state);
        const ids = Object.fromEntries(
          Object.entries(photos).map(([field, list]) => [field, list.map((one) => one.id)]),
        );
        const given = Object.values(photos).flat();
        let after = await cases.act(tx, context, {
          caseId: id,
          held,
          action,
          input: { ...input, ...ids },
          expectedVersion: version,
          facts,
        });
        for (const [index, part] of (action === 'startPart' ? further : []).entries()) {
          after = await startFurther(tx, context, after, part, `further.${index}`);
        }
        const { category: became } = reportData(after);
        if (became.code !== was.code) {
          // What had been suggested is kept beside what was decided: by this it is known what suggestions are worth.
          const { found, version: modelVersion } = await suggestionsFor(tx, context, parts, [description ?? '']);
          await insertCorrection(tx, {
            caseId: id,
            version: after.version,
            at: context.now.toString(),
            was: was.code,
            became: became.code,
            suggested: found[0]?.[0]?.category.code ?? null,
            modelVersion,
          });
        }
        if (given.length > 0) {
          await documents.attach(
            tx,
            given.map((one) => one.id),
            { type: 'case', id },
            'internal',
            { actor: context.actor, now: context.now, claimSecrets: given.flatMap(({ secret }) => secret ?? []) },
          );
        }
        const released = reportData(after).publicPhotos;
        const before = reportData(state).publicPhotos;
        if (released.some((photo) => !before.includes(photo))) await documents.setAudience(tx, released, 'public');
        const withdrawn = before.filter((photo) => !released.includes(photo));
        if (withdrawn.length > 0) await documents.setAudience(tx, withdrawn, 'internal');
        return { id, number: after.number, state: after.state, version: after.version };
      },
    }),
    operation({
      name: 'reports.list-photos',
      summary: { ar: 'صور البلاغ', en: 'The photos of a report' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/reports-office/{id}/photos' },
      rate: 'read',
      input: z.strictObject({ id: ReportId }),
      output: z.object({ photos: z.record(z.string(), z.array(PhotoState)) }),
      async run(tx, { id }, context) {
        const { state } = await load(tx, context, id);
        const fields = ['photos', 'photosBefore', 'photosAfter', 'publicPhotos'] as const;
        const photos: Record<string, z.infer<typeof PhotoState>[]> = {};
        for (const field of fields) {
          const ids = Array.isArray(state.data[field]) ? (state.data[field] as string[]) : [];
          photos[field] = await photoStates(tx, context, documents, ids);
        }
        return { photos };
      },
    }),
  ];
}
