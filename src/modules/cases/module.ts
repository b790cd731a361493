import type { IdentityApi } from '#modules/identity/api.ts';
import type { TerritoryApi } from '#modules/territory/api.ts';
import type { Module } from '#platform/module.ts';
import type { Collector } from '#platform/operations.ts';
import { requestProblems } from '#platform/validation.ts';
import type { CaseEvent, CaseKind, CasesApi } from './api.ts';
import { clockJob, load, reminderJob, reminderPlan, totals } from './jobs.ts';
import { boardOperations } from './operations-board.ts';
import { createEngine } from './operations-engine.ts';
import { foresee, offeredOn, readableCases } from './operations-foresee.ts';
import { withParcels } from './operations-parcels.ts';
import { readOperations } from './operations-read.ts';
import { savedOperations } from './operations-saved.ts';
import { createTypeShelf, publishType } from './operations-types.ts';
import { writeOperations } from './operations-write.ts';
import { refuse } from './problems.ts';
import { fold, relationsOf } from './rules.ts';
import { redactedEntries, secretsIn } from './rules-redact.ts';
import { reachOf, within } from './rules-visibility.ts';
import { insertCases, takeNumbers, updateWords } from './store.ts';
import { readHistories } from './store-histories.ts';
import { countCases, listAndCount, listCases, nearestCases } from './store-lists.ts';
import { openNeighbours, readParts, readPlaces } from './store-places.ts';
import { findByExternalRef, findCase, numbersOf, readActions } from './store-read.ts';
import {
  casesOf,
  casesWith,
  countExpiring,
  expiringCases,
  lockCase,
  markEmptied,
  redactCase,
  withoutRole,
} from './store-redact.ts';
import { addingToTotals, type TotalChange } from './store-totals.ts';
import { letWordsWait } from './store-words.ts';

export interface CasesParts {
  readonly identity: Pick<IdentityApi, 'displayNames'>;
  readonly territory: TerritoryApi;
}

/** Batches of an import change the same few totals: written last, they keep each other waiting for a commit only. */
const grownTotals: Collector<TotalChange> = { statement: addingToTotals };

/** The case engine and what other modules may ask of it. */
export function createCases({ identity, territory }: CasesParts): { module: Module; api: CasesApi } {
  const kinds = new Map<string, CaseKind>();
  const types = createTypeShelf(() => performance.now());
  const engine = createEngine(kinds, types, territory, identity);

  const api: CasesApi = {
    register(kind) {
      kinds.set(kind.kind, kind);
    },
    publishType: (tx, context, document) => publishType(tx, context, types, document),
    open: engine.open,
    act: engine.act,
    withParcels: (tx, context, type, input) => withParcels(territory, tx, context, type, input),
    async findCase(tx, context, key) {
      const state = await findCase(tx, key);
      if (state === undefined) return undefined;
      return { type: await types.version(tx, context.tenant, state.type.id, state.type.version), state };
    },
    async getCase(tx, context, key) {
      const found = await api.findCase(tx, context, key);
      if (found === undefined) throw refuse['not-found']();
      return found;
    },
    holdCase: engine.hold,
    readable: (tx, context, ids) => readableCases(tx, context, types, ids),
    offered: (tx, context, loaded) => offeredOn(tx, context, engine, loaded),
    foresee: (tx, context, request) => foresee(tx, context, engine, request),
    typeOf: (tx, { tenant }, id, version) =>
      version === undefined ? types.newest(tx, tenant, id) : types.version(tx, tenant, id, version),
    actions: (tx, caseId) => readActions(tx, caseId),
    settingOf: engine.settingOf,
    mayRead: (actor, state) => relationsOf(state, actor).length > 0 || within(reachOf(actor), state),
    numbersOf,
    list: listCases,
    count: countCases,
    page: listAndCount,
    nearest: nearestCases,
    neighbours: openNeighbours,
    places: readPlaces,
    parts: readParts,
    histories: readHistories,
    async redact(tx, tenant, ids, asked, reason) {
      const taken: string[] = [];
      for (const id of ids) {
        await lockCase(tx, id);
        const state = await findCase(tx, { id });
        if (state === undefined) continue;
        const entries = await readActions(tx, id);
        const type = await types.version(tx, tenant, state.type.id, state.type.version);
        const what = typeof asked === 'function' ? asked(type) : asked;
        const { own } = what;
        const parties = state.participants.filter(({ role }) => own?.roles?.includes(role) === true);
        const authors = [...(own?.authors ?? []), ...parties.map(({ partyId }) => partyId)];
        const wanted = own === undefined ? what : { ...what, own: { ...own, authors } };
        const secrets = what.onlyOwn ? [] : secretsIn([state, entries], [...what.drop, ...(what.quoted ?? [])]);
        const kept = redactedEntries(entries, wanted, secrets);
        if (kept.length === 0) continue;
        const changed = new Map(kept.map(({ seq, events }) => [seq, events]));
        const clean = fold(entries.flatMap(({ seq, events }) => changed.get(seq) ?? events) as CaseEvent[]);
        await redactCase(tx, clean, kept, reason);
        await updateWords(tx, id, engine.extrasOf(type, clean).words);
        taken.push(...secrets);
      }
      return taken;
    },
    casesOf,
    casesWith,
    withoutRole,
    expiring: expiringCases,
    countExpiring,
    markEmptied,
    reindex: (tx, { type, state }) => updateWords(tx, state.id, engine.extrasOf(type, state).words),
    takeNumbers,
    byExternalRef: findByExternalRef,
    record: engine.record,
    async restore(tx, context, cases) {
      const restored = [];
      for (const { entries, externalRef } of cases) {
        const state = fold(entries.flatMap(({ events }) => events));
        const type = await types.version(tx, context.tenant, state.type.id, state.type.version);
        restored.push({
          state,
          extras: { ...engine.extrasOf(type, state), externalRef },
          actions: entries.map(({ action, at, events }, i) => ({
            seq: i + 1,
            transactionId: `${context.transactionId}#${i + 1}`,
            action,
            actorKind: 'system',
            actorId: null,
            onBehalfOf: null,
            at,
            input: {},
            events,
          })),
        });
      }
      if (restored.length === 0) return [];
      await letWordsWait(tx);
      await insertCases(tx, restored);
      // Told as totals at once: a hundred thousand events to say the same would keep the relay busy for minutes.
      for (const { state } of restored) {
        context.collect(grownTotals, { type: state.type.id, state: state.state, team: state.team ?? '', by: 1 });
      }
      return restored.map(({ state, extras }) => ({
        id: state.id,
        number: state.number,
        topic: extras.topic,
        state: state.state,
        result: state.result?.result ?? null,
        openedAt: state.openedAt,
        closedAt: state.closedAt,
        longitude: state.place?.longitude ?? null,
        latitude: state.place?.latitude ?? null,
        municipalityId: state.place?.municipalityId ?? null,
        districtId: state.place?.districtId ?? null,
        public: extras.public,
      }));
    },
    reachOf,
    scope(actor) {
      const reach = reachOf(actor);
      if (reach === undefined) throw requestProblems.forbidden();
      if ('all' in reach) return {};
      return 'teams' in reach ? { teams: reach.teams } : { municipalityIds: reach.municipalityIds };
    },
  };

  return {
    api,
    module: {
      name: 'cases',
      operations: [
        ...readOperations({ engine, types, identity }),
        ...writeOperations({ engine, types }),
        ...savedOperations(),
        ...boardOperations({ engine, identity, calendarOf: territory.calendarOf }),
      ],
      subscriptions: [totals, load(territory), reminderPlan(territory)],
      jobs: [clockJob, reminderJob],
    },
  };
}
