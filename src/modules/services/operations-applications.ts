import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import type { Text } from '#kernel/text.ts';
import {
  actionsOf,
  ClockView,
  clocksOf,
  OfferedAction,
  readCursor,
  type Sheet,
  sheetValue,
  stateTitle,
  TimelineItem,
  timelineOf,
  writeCursor,
} from '#modules/cases/api.ts';
import { BILL_STATES } from '#modules/payments/api.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn } from '#platform/policy.ts';
import { Fee, type PublishedService } from './model.ts';
import {
  ApplicationFacts,
  factsOf,
  getApplication,
  isApplicant,
  pinnedService,
  sheetIn,
} from './operations-application-shared.ts';
import { decisionOf, groundsOf } from './operations-grounds.ts';
import {
  afterInput,
  applicantOf,
  extensionFeeFor,
  RecordId,
  type ServiceParts,
  WordsView,
  withoutGiven,
} from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { listDrafts } from './store.ts';

/** An application as whoever made it sees it. */
export const ApplicationView = z.object({
  ...ApplicationFacts,
  version: z.int(),
  state: z.string(),
  stateTitle: WordsView,
  category: z.string(),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  /** Whoever has it now, while the office has it. */
  team: WordsView.nullable(),
  data: z.record(z.string(), z.json()),
  clocks: z.array(ClockView),
  timeline: z.array(TimelineItem),
  actions: z.array(OfferedAction),
  result: z.object({ result: z.string(), reason: z.string().nullable() }).nullable(),
  /** What was chosen in deciding, such as the legal ground of a refusal. */
  grounds: z.array(z.object({ title: WordsView, text: WordsView })),
  /** By how much it can be extended, with the end and the fee of each; empty where it cannot be. */
  extensions: z.array(z.object({ title: WordsView, until: z.string(), fee: Fee })),
  /** Its newest bill. */
  bill: z
    .object({
      id: z.string(),
      number: z.string(),
      state: z.enum(BILL_STATES),
      currency: z.string(),
      total: z.int(),
      received: z.int(),
      owed: z.int(),
      reviveUntil: z.string(),
      receipt: z.string().nullable(),
    })
    .nullable(),
});
export type ApplicationView = z.infer<typeof ApplicationView>;

export const MyApplications = z.object({
  drafts: z.array(
    z.object({ id: z.string(), service: WordsView, startedAt: z.string(), updatedAt: z.string(), done: z.int() }),
  ),
  applications: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      service: WordsView,
      state: z.string(),
      stateTitle: WordsView,
      category: z.string(),
      openedAt: z.string(),
      dueAt: z.string().nullable(),
      /** Something is asked of the applicant. */
      asked: z.boolean(),
    }),
  ),
  next: z.string().nullable(),
});
export type MyApplications = z.infer<typeof MyApplications>;

const MOST_DRAFTS = 50;

/** The choices of an extension, with what each would come to. */
function extensionsOf(service: PublishedService, sheet: Sheet): ApplicationView['extensions'] {
  const { extension } = service.definition;
  return (extension?.choices ?? []).map(({ value, title }) => {
    const asked = afterInput(sheet, ['extendBy'], { extendBy: value });
    const until = String(sheetValue(asked, extension!.until) ?? '').slice(0, 10);
    return { title, until, fee: extensionFeeFor(service, asked) };
  });
}

export function applicationOperations(parts: ServiceParts): Operation[] {
  const { cases, identity, payments, published } = parts;
  return [
    operation({
      name: 'services.list-mine',
      summary: { ar: 'طلباتي ومسوداتي', en: 'My applications and drafts' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my/applications' },
      rate: 'read',
      input: z.strictObject({
        after: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(50).default(20),
      }),
      output: MyApplications,
      async run(tx, { after, limit }, context) {
        const services = [...(await published.of(tx, context.tenant)).values()];
        const types = services.map(({ definition }) => definition.caseType.id);
        const owner = applicantOf(context.actor);
        const drafts = after === undefined ? await listDrafts(tx, owner, MOST_DRAFTS) : [];
        const cursor = after === undefined ? undefined : readCursor(after);
        const found =
          types.length === 0 ? [] : await cases.list(tx, { participant: owner, types }, 'newest', cursor, limit);
        const shown = found.slice(0, limit);
        const last = shown.at(-1);
        const applications: MyApplications['applications'] = [];
        for (const row of shown) {
          const type = await cases.typeOf(tx, context, row.type);
          applications.push({
            id: row.id,
            number: row.number,
            service: (row.data.service as unknown as { name: Record<string, string> }).name,
            state: row.state,
            stateTitle: stateTitle(type, row.state, 'applicant'),
            category: row.category,
            openedAt: row.openedAt,
            dueAt: row.dueAt,
            asked: row.category === 'waiting',
          });
        }
        const nameOf = (id: string) => services.find(({ definition }) => definition.id === id)?.definition.card.name;
        return {
          drafts: drafts.flatMap(({ id, serviceId, startedAt, updatedAt, done }) => {
            const service = nameOf(serviceId);
            return service === undefined ? [] : [{ id, service, startedAt, updatedAt, done: done.length }];
          }),
          applications,
          next: found.length > limit && last !== undefined ? writeCursor(last.openedAt, last.id) : null,
        };
      },
    }),
    operation({
      name: 'services.get-application',
      summary: { ar: 'طلب لي ومساره', en: 'An application of mine and where it stands' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my/applications/{id}' },
      rate: 'read',
      input: z.strictObject({ id: RecordId }),
      output: ApplicationView,
      async run(tx, { id }, context) {
        const loaded = await getApplication(parts, tx, context, id);
        if (!isApplicant(loaded, context)) throw serviceProblems['application-not-found']();
        const { state, type } = loaded;
        const setting = await cases.settingOf(tx, context, state, []);
        const [bill] = await payments.billsOf(tx, context, id);
        const teams = state.category === 'open' ? await identity.teams(tx) : [];
        const team = teams.find(({ code }) => code === state.team);
        const visible = new Set(
          type.sections.flatMap(({ fields }) =>
            fields
              .filter(({ audience }) => (audience ?? ['applicant', 'office']).includes('applicant'))
              .map(({ key }) => key),
          ),
        );
        const data = Object.fromEntries(Object.entries(withoutGiven(state.data)).filter(([key]) => visible.has(key)));
        const taken = await cases.actions(tx, id);
        const decided = decisionOf(type, taken);
        const actions = actionsOf(loaded, setting).filter(({ action, offered: is }) => is && action !== 'correct');
        return {
          ...(await factsOf(parts, tx, context, loaded, data)),
          version: state.version,
          state: state.state,
          stateTitle: stateTitle(type, state.state, 'applicant'),
          category: state.category,
          openedAt: state.openedAt,
          closedAt: state.closedAt,
          team: (team?.name as Record<string, string> | undefined) ?? null,
          data: data as ApplicationView['data'],
          clocks: clocksOf(type, state, 'applicant'),
          timeline: timelineOf(type, state, taken, 'applicant', new Map<Id, Text>()),
          actions,
          result: decided === undefined ? null : state.result,
          grounds: decided === undefined ? [] : groundsOf(type, decided),
          extensions: actions.some(({ action }) => action === 'requestExtension')
            ? extensionsOf(await pinnedService(parts, tx, context, loaded), await sheetIn(parts, tx, context, loaded))
            : [],
          bill: bill ?? null,
        };
      },
    }),
  ];
}
