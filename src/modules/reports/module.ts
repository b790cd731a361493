import type { CaseKind, CaseState } from '#modules/cases/api.ts';
import type { ExchangeApi } from '#modules/exchange/api.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { NotificationsApi } from '#modules/notifications/api.ts';
import { cached } from '#platform/cached.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { Module } from '#platform/module.ts';
import { sampleAddressRegister } from './address-register.ts';
import { createGate } from './gate.ts';
import { endAlerts } from './http-alerts.ts';
import { reportFeeds } from './http-feeds.ts';
import { followLinks } from './http-follow.ts';
import { openDataFiles } from './http-open-data.ts';
import { open311Handler } from './http-open311.ts';
import { reportTiles } from './http-tiles.ts';
import { webhookDocument } from './http-webhooks.ts';
import { daily, mapJob, mapSubscription, moderation } from './jobs.ts';
import { alertJob, alertSubscription } from './jobs-alerts.ts';
import { bulkJob, type CallAs } from './jobs-bulk.ts';
import { contactSubscription, deskJob } from './jobs-desk.ts';
import { handoverNotes, serviceUpdates } from './jobs-exchange.ts';
import { figureJob, figureSubscription } from './jobs-figures.ts';
import { followerJob } from './jobs-followers.ts';
import { forgetting, forgetUnderContact } from './jobs-forgetting.ts';
import { handoverJob } from './jobs-handovers.ts';
import { likelySubscription } from './jobs-likely.ts';
import { mediaJob } from './jobs-media.ts';
import { liveNews, webhookNews } from './jobs-published.ts';
import { submissionJob } from './jobs-submissions.ts';
import { trainingJob } from './jobs-training.ts';
import { createMediaClient } from './media-client.ts';
import type { RoutingTeam } from './model.ts';
import { createOpen311Client } from './open311-client.ts';
import { alertOperations } from './operations-alerts.ts';
import { areaFigureOperations } from './operations-areas.ts';
import { bulkOperations } from './operations-bulk.ts';
import { callerOperations } from './operations-callers.ts';
import { categoryOperations } from './operations-categories.ts';
import { claimOperations } from './operations-claims.ts';
import { deskOperations } from './operations-desk.ts';
import { deskFilingOperations } from './operations-desk-filing.ts';
import { deskLogOperations } from './operations-desk-log.ts';
import { exchangeOperations } from './operations-exchange.ts';
import { figureOperations } from './operations-figures.ts';
import { figureBuilding } from './operations-figures-build.ts';
import { floodOperations } from './operations-floods.ts';
import { followingOperations } from './operations-following.ts';
import { followersDue } from './operations-following-due.ts';
import { handoverPosts } from './operations-handover-posts.ts';
import { handoverWork } from './operations-handover-work.ts';
import { handoverOperations } from './operations-handovers.ts';
import { importOperations } from './operations-import.ts';
import { intakeOperations } from './operations-intake.ts';
import { keptByReports } from './operations-kept.ts';
import { learningOperations } from './operations-learning.ts';
import { likelyOperations } from './operations-likely.ts';
import { mapOperations } from './operations-map.ts';
import { mediaOperations } from './operations-media.ts';
import { modelShelf } from './operations-models.ts';
import { moderationOperations } from './operations-moderation.ts';
import { newsValues, noticeSource, noticeTraits, noticeValues } from './operations-notices.ts';
import { officeOperations } from './operations-office.ts';
import { openDataOperations } from './operations-open-data.ts';
import { ownListOperations } from './operations-own-list.ts';
import { personalSource } from './operations-personal.ts';
import { photoOperations } from './operations-photos.ts';
import { phraseOperations } from './operations-phrases.ts';
import { placeOperations } from './operations-places.ts';
import { publicOperations } from './operations-public.ts';
import { recipientsOf } from './operations-recipients.ts';
import { routingOperations } from './operations-routing.ts';
import { routingVersionOperations } from './operations-routing-versions.ts';
import { satisfactionOperations } from './operations-satisfaction.ts';
import { type ReportParts, reportData } from './operations-shared.ts';
import { similarOperations } from './operations-similar.ts';
import { suggestOperations } from './operations-suggest.ts';
import { trackingOperations } from './operations-tracking.ts';
import { updateOperations } from './operations-updates.ts';
import { withdrawalOperations } from './operations-withdrawal.ts';
import { reportProblems } from './problems.ts';
import { compileRules, FOLLOW_NEWS, isShown, maskPersonal, NO_RULES, publicText } from './rules.ts';
import { findCatalogue } from './store.ts';
import { findPublishedRules } from './store-routing.ts';
import { createTrainer } from './training.ts';

/** How long a process may go on with a catalogue or a roster of teams that another process changed. */
const FRESH_MILLISECONDS = 2_000;

/** What reports add to the case engine: how they are found, who hears of them and in which words. */
function reportKind(parts: ReportParts): CaseKind {
  return {
    kind: 'report',
    extras(state) {
      const data = reportData(state);
      const written = [data.description ?? '', data.address ?? ''];
      const shown = [publicText({ ...data, words: [] }) ?? '', data.address === null ? '' : maskPersonal(data.address)];
      return {
        topic: data.category.code,
        public: isPublic(state),
        words: [...shown, ...Object.values(data.category.name)],
        officeWords: [
          ...written.filter((text, i) => text !== shown[i]),
          data.landmark ?? '',
          String(state.data.externalNumber ?? ''),
        ],
      };
    },
    noticeFor: (notice, role) => (role === 'follower' ? FOLLOW_NEWS : notice),
    noticeValues: (tx, state, context, notice) =>
      notice === FOLLOW_NEWS ? newsValues(parts, tx, state, context) : noticeValues(parts, tx, state, context.tenant),
    // Only the reporter is told the tracking code: whoever else is told of the report gets a page of their own.
    noticeLinks: ({ id, number }) => ({
      follower: `/reports/${number}`,
      team: `/office/reports/${id}`,
      supervisor: `/office/reports/${id}`,
      assignee: `/office/reports/${id}`,
      teamLead: `/office/reports/${id}`,
      departmentHead: `/office/reports/${id}`,
    }),
    noticeTraits,
    // Whoever follows hears of what is public, and of nothing that was hidden since.
    recipients: async (tx, state, role, context) =>
      role === 'follower' && !isPublic(state) ? [] : recipientsOf(parts, tx, state, role, context),
  };
}

function isPublic(state: CaseState): boolean {
  const { category, hidden } = reportData(state);
  return isShown({ category, hidden, point: state.place, state: state.state });
}

export type ReportsParts = Omit<
  ReportParts,
  'addresses' | 'catalogues' | 'teams' | 'rules' | 'models' | 'trainer' | 'gate'
> & {
  /** Signs challenges of proof of work. */
  readonly gateKey: Uint8Array;
  /** Whether limits count. */
  readonly limited: boolean;
  readonly notifications: Pick<NotificationsApi, 'describe' | 'forget' | 'sentTo'>;
  readonly identity: ReportParts['identity'] &
    Pick<IdentityApi, 'contactOf' | 'forgetWith' | 'keeps' | 'noteConsents' | 'tellOf'>;
  readonly exchange: ExchangeApi;
  /** Calls an operation in somebody's name, for work they confirmed. */
  readonly callAs: CallAs;
  /** Holds the keys of owners' servers under the names that tenants give. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Networks (CIDR) from which pictures may be fetched although they are private. */
  readonly privateReceivers: readonly string[];
};

/** The reports module; registers its kind of case with the engine. */
export function createReports(given: ReportsParts): {
  module: Module;
  /** What subscribers of webhooks are sent. */
  webhooks: Readonly<Record<string, unknown>>;
  /** By the first segment of the address. */
  handlers: Readonly<Record<'tiles' | 'feeds' | 'alerts' | 'f' | 'open311' | 'open-data', HttpHandler>>;
} {
  const trainer = createTrainer();
  const gate = createGate(given.gateKey, given.limited);
  const parts: ReportParts = {
    ...given,
    addresses: sampleAddressRegister,
    trainer,
    gate,
    models: modelShelf(trainer),
    catalogues: cached(FRESH_MILLISECONDS, async (tx) => {
      const stored = await findCatalogue(tx);
      if (stored === undefined) throw reportProblems['no-catalogue']();
      return stored.document;
    }),
    teams: cached(FRESH_MILLISECONDS, async (tx, tenant) => {
      const roster: RoutingTeam[] = [];
      for (const { code, department, areas } of await given.identity.teams(tx)) {
        const named = await Promise.all(areas.map((id) => given.territory.findArea(tx, tenant, id)));
        const codes: (string | null)[] = areas.length === 0 ? [null] : named.flatMap((area) => area?.code ?? []);
        roster.push(...codes.map((municipality) => ({ code, department, municipality, districts: [] })));
      }
      return roster;
    }),
    rules: cached(FRESH_MILLISECONDS, async (tx) => {
      const published = await findPublishedRules(tx);
      return published === undefined ? NO_RULES : compileRules(published.rules, published.version);
    }),
  };
  given.cases.register(reportKind(parts));
  given.notifications.describe(noticeSource(parts));
  given.identity.tellOf(personalSource({ ...parts, ...given }));
  given.identity.keeps(...keptByReports({ ...parts, ...given }));
  given.identity.forgetWith(forgetUnderContact({ ...parts, ...given }));
  return {
    webhooks: webhookDocument(),
    module: {
      name: 'reports',
      operations: [
        ...intakeOperations(parts),
        ...publicOperations(parts),
        ...trackingOperations(parts),
        ...withdrawalOperations(parts, given.notifications),
        ...claimOperations(parts),
        ...followingOperations(parts, given.notifications),
        followersDue(parts, given.notifications),
        ...ownListOperations(parts),
        ...satisfactionOperations(parts),
        ...officeOperations(parts),
        ...bulkOperations(parts),
        ...moderationOperations(parts),
        ...photoOperations(parts),
        ...importOperations(parts),
        ...categoryOperations(parts),
        ...routingOperations(parts),
        ...routingVersionOperations(parts),
        ...similarOperations(parts),
        ...likelyOperations(parts),
        ...suggestOperations(parts),
        ...learningOperations(parts),
        ...mapOperations(parts),
        ...areaFigureOperations(parts),
        ...figureOperations(parts),
        ...figureBuilding(parts),
        ...openDataOperations(parts),
        ...alertOperations(parts),
        ...exchangeOperations(parts),
        ...updateOperations(parts),
        ...mediaOperations(parts),
        ...handoverOperations(parts),
        ...handoverWork(parts),
        ...handoverPosts(parts),
        ...floodOperations(parts),
        ...deskOperations(parts),
        ...deskFilingOperations(parts),
        ...deskLogOperations(parts),
        ...callerOperations(parts),
        ...placeOperations(parts),
        ...phraseOperations(parts),
      ],
      subscriptions: [
        daily,
        mapSubscription(given.cases),
        moderation(given.cases),
        alertSubscription(given.cases, parts.catalogues),
        serviceUpdates,
        handoverNotes(given.cases),
        forgetting({ ...parts, ...given }),
        contactSubscription(given.cases, given.identity),
        webhookNews(given.exchange, parts),
        liveNews(given.exchange, given.cases),
        figureSubscription(given.cases),
        likelySubscription(given.cases),
      ],
      jobs: [
        bulkJob(given.callAs),
        mapJob,
        figureJob,
        alertJob,
        trainingJob,
        deskJob,
        submissionJob,
        followerJob,
        handoverJob(createOpen311Client(given.environment)),
        mediaJob(createMediaClient({ allowed: given.privateReceivers })),
      ],
    },
    handlers: {
      tiles: reportTiles,
      feeds: reportFeeds,
      alerts: endAlerts,
      f: followLinks,
      open311: open311Handler(),
      'open-data': openDataFiles,
    },
  };
}
