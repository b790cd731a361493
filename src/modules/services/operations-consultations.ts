import { z } from 'zod';
import { Flag } from '#kernel/flag.ts';
import {
  actionsOf,
  CaseField,
  type CaseFilter,
  ClockView,
  clocksOf,
  fieldsShown,
  type LoadedCase,
  OfferedAction,
  readCursor,
  stateTitle,
  writeCursor,
} from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import { pinnedService, sheetIn } from './operations-application-shared.ts';
import type { AskedBody } from './operations-consulted.ts';
import {
  applicantOf,
  FileView,
  filesOf,
  RecordId,
  type ServiceParts,
  serviceOf,
  WordsView,
} from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { consultationTypeId } from './rules.ts';

const Summary = {
  id: z.string(),
  service: WordsView,
  /** Number of the application it is about. */
  application: z.string(),
  body: WordsView,
  state: z.string(),
  stateTitle: WordsView,
  category: z.string(),
  openedAt: z.string(),
  dueAt: z.string().nullable(),
};

export const AskedOpinions = z.object({
  items: z.array(z.object(Summary)),
  next: z.string().nullable(),
});
export type AskedOpinions = z.infer<typeof AskedOpinions>;

/** A request for an opinion, with what of the application its body is shown. */
export const AskedOpinion = z.object({
  ...Summary,
  version: z.int(),
  question: WordsView,
  silence: z.enum(['agreed', 'escalate']),
  opinion: z.string().nullable(),
  conditions: z.string().nullable(),
  reasons: z.string().nullable(),
  fields: z.array(CaseField),
  data: z.record(z.string(), z.json()),
  files: z.record(z.string(), z.array(FileView)),
  place: z.object({ longitude: z.number(), latitude: z.number() }).nullable(),
  clocks: z.array(ClockView),
  actions: z.array(OfferedAction),
});
export type AskedOpinion = z.infer<typeof AskedOpinion>;

const askedOf = ({ state }: Pick<LoadedCase, 'state'>): AskedBody => state.data.asked as unknown as AskedBody;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function summaryOf({ type, state }: LoadedCase): z.infer<z.ZodObject<typeof Summary>> {
  return {
    id: state.id,
    service: serviceOf(state).name,
    application: textOf(state.data.application) ?? '',
    body: askedOf({ state }).name,
    state: state.state,
    stateTitle: stateTitle(type, state.state, 'office'),
    category: state.category,
    openedAt: state.openedAt,
    dueAt: state.clocks.norm?.dueAt ?? null,
  };
}

/** For whoever was asked, and employees within whose reach it or its application lies. @throws Problem services.opinion-not-found */
export async function getConsultation(
  { cases }: ServiceParts,
  tx: Tx,
  context: OperationContext,
  id: string,
): Promise<LoadedCase> {
  const loaded = await cases.findCase(tx, context, { id });
  if (loaded?.type.kind !== 'consultation') throw serviceProblems['opinion-not-found']();
  if (isConsulted(loaded, context) || cases.mayRead(context.actor, loaded.state)) return loaded;
  const staff = cases.reachOf(context.actor) !== undefined;
  const asking = staff ? await cases.findCase(tx, context, { id: parentOf(loaded) }) : undefined;
  if (asking === undefined || !cases.mayRead(context.actor, asking.state)) {
    throw serviceProblems['opinion-not-found']();
  }
  return loaded;
}

/** The application a request is about. */
const parentOf = ({ state }: LoadedCase): string =>
  state.relations.find(({ relation }) => relation === 'parent')!.caseId;

export const isConsulted = ({ state }: LoadedCase, { actor }: Pick<OperationContext, 'actor'>): boolean =>
  actor.partyId !== null &&
  state.participants.some(({ role, partyId }) => role === 'consulted' && partyId === applicantOf(actor));

export function consultationOperations(parts: ServiceParts): Operation[] {
  const { cases, published } = parts;
  return [
    operation({
      name: 'services.list-opinions-asked',
      summary: { ar: 'الطلبات المحالة لإبداء الرأي', en: 'Applications an opinion is asked on' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/opinions-asked' },
      rate: 'read',
      input: z.strictObject({
        /** Those that were answered or are no longer needed. */
        closed: Flag.default(false),
        after: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(50).default(20),
      }),
      output: AskedOpinions,
      async run(tx, { closed, after, limit }, context) {
        const services = [...(await published.of(tx, context.tenant)).values()];
        const types = services.flatMap(({ definition }) =>
          definition.consultations === undefined ? [] : [consultationTypeId(definition)],
        );
        if (types.length === 0) return { items: [], next: null };
        const whose: CaseFilter =
          cases.reachOf(context.actor) === undefined
            ? { participant: applicantOf(context.actor) }
            : cases.scope(context.actor);
        const cursor = after === undefined ? undefined : readCursor(after);
        const order = closed ? 'newest' : 'oldest';
        const found = await cases.list(tx, { ...whose, types, open: !closed }, order, cursor, limit);
        const shown = found.slice(0, limit);
        const last = shown.at(-1);
        const items: AskedOpinions['items'] = [];
        for (const row of shown) {
          const type = await cases.typeOf(tx, context, row.type);
          items.push({
            id: row.id,
            service: serviceOf({ data: row.data as LoadedCase['state']['data'] }).name,
            application: textOf(row.data.application) ?? '',
            body: (row.data.asked as unknown as AskedBody).name,
            state: row.state,
            stateTitle: stateTitle(type, row.state, 'office'),
            category: row.category,
            openedAt: row.openedAt,
            dueAt: row.dueAt,
          });
        }
        return {
          items,
          next: found.length > limit && last !== undefined ? writeCursor(last.openedAt, last.id) : null,
        };
      },
    }),
    operation({
      name: 'services.get-opinion-asked',
      summary: { ar: 'طلب رأي وما يعرض من الطلب', en: 'What an opinion is asked on' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/opinions-asked/{id}' },
      rate: 'read',
      input: z.strictObject({ id: RecordId }),
      output: AskedOpinion,
      async run(tx, { id }, context) {
        const loaded = await getConsultation(parts, tx, context, id);
        const asked = askedOf(loaded);
        const parent = await cases.getCase(tx, context, { id: parentOf(loaded) });
        const { definition } = await pinnedService(parts, tx, context, parent);
        const sheet = await sheetIn(parts, tx, context, parent);
        const fields = fieldsShown(
          sheet,
          definition.pages.flatMap((page) => page.fields).filter((key) => asked.sees.includes(key)),
        );
        const data = Object.fromEntries(
          fields.flatMap(({ key }) => (parent.state.data[key] === undefined ? [] : [[key, parent.state.data[key]]])),
        ) as AskedOpinion['data'];
        const { place } = parent.state;
        return {
          ...summaryOf(loaded),
          version: loaded.state.version,
          question: asked.question,
          silence: asked.silence as 'agreed' | 'escalate',
          opinion: textOf(loaded.state.data.opinion),
          conditions: textOf(loaded.state.data.conditions),
          reasons: textOf(loaded.state.data.reasons),
          fields,
          data,
          files: await filesOf(parts, tx, context, parent.type, data),
          place: place === null ? null : { longitude: place.longitude, latitude: place.latitude },
          clocks: clocksOf(loaded.type, loaded.state, 'agency'),
          actions: actionsOf(loaded, await cases.settingOf(tx, context, loaded.state, [])).filter((one) => one.offered),
        };
      },
    }),
  ];
}
