import { cached } from '#platform/cached.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { Module } from '#platform/module.ts';
import { catalogueLinks } from './http-catalogue.ts';
import { draftForgetting, draftJob } from './jobs.ts';
import { closureJob } from './jobs-appointments.ts';
import { opinionForgetting } from './jobs-opinions.ts';
import { paymentJob, paymentNews } from './jobs-payment.ts';
import { verifyJob } from './jobs-prefill.ts';
import { renewalJob, renewalScheduleJob } from './jobs-renewal.ts';
import { signingJob } from './jobs-signing.ts';
import { simulationJob } from './jobs-simulation.ts';
import type { PublishedService } from './model.ts';
import { activityOperations } from './operations-activities.ts';
import { applicationOperations } from './operations-applications.ts';
import { appointmentDeskOperations } from './operations-appointment-desk.ts';
import { appointmentOfficeOperations } from './operations-appointment-offices.ts';
import { appointmentOperations } from './operations-appointments.ts';
import { breachOperations } from './operations-breaches.ts';
import { catalogueOperations } from './operations-catalogue.ts';
import { catalogueEditOperations } from './operations-catalogue-edit.ts';
import { catalogueFileOperations } from './operations-catalogue-file.ts';
import { type CatalogueParts, loadCatalogue } from './operations-catalogue-shared.ts';
import { consultationOperations } from './operations-consultations.ts';
import { consultationKind } from './operations-consulted.ts';
import { designFileOperations } from './operations-design-file.ts';
import { designPublishOperations } from './operations-design-publish.ts';
import type { DesignParts } from './operations-design-shared.ts';
import { designOperations } from './operations-designs.ts';
import { draftRulesOperations } from './operations-draft-rules.ts';
import { draftOperations } from './operations-drafts.ts';
import { demandGates, gateOperations } from './operations-gates.ts';
import { handlingOperations } from './operations-handling.ts';
import { keptByServices } from './operations-kept.ts';
import { applicationKind, personalSource } from './operations-kind.ts';
import { measureOperations } from './operations-measure.ts';
import { opinionOperations } from './operations-opinions.ts';
import { paymentOperations } from './operations-payment.ts';
import { type PrefillParts, prefillOperations } from './operations-prefill.ts';
import { publishOperations } from './operations-publish.ts';
import { renewalOfferOperations } from './operations-renewal-offers.ts';
import { renewalRunOperations } from './operations-renewal-runs.ts';
import { renewingOperations } from './operations-renewing.ts';
import { signingOperations } from './operations-signing.ts';
import { signingReminders } from './operations-signing-reminders.ts';
import { simulationOperations } from './operations-simulation.ts';
import { worksOperations } from './operations-works.ts';
import { listPublished, listServices } from './store.ts';
import { opinionsOf } from './store-opinions.ts';
import { listPilots } from './store-versions.ts';

/** How long another process may go on showing what this one has changed. */
const FRESH_MILLISECONDS = 2_000;

const byId = (services: readonly PublishedService[]): ReadonlyMap<string, PublishedService> =>
  new Map(services.map((service) => [service.definition.id, service]));

/** The e-services: what is offered, and the applications made for it. */
export function createServices(given: Omit<PrefillParts, 'offered' | 'pilots' | 'published' | 'versions'>): {
  module: Module;
  /** Answers `/services` and below it, by which other programs know the catalogue. */
  links: HttpHandler;
} {
  const { identity } = given;
  const catalogue: CatalogueParts = { catalogues: cached(FRESH_MILLISECONDS, loadCatalogue), identity };
  const parts: DesignParts = {
    ...given,
    catalogues: catalogue.catalogues,
    versions: new Map(),
    pilots: cached(
      FRESH_MILLISECONDS,
      async (tx) => new Map((await listPilots(tx)).map((pilot) => [pilot.service.definition.id, pilot])),
    ),
    offered: cached(FRESH_MILLISECONDS, async (tx) => byId(await listServices(tx))),
    published: cached(FRESH_MILLISECONDS, async (tx) => byId(await listPublished(tx))),
  };
  given.cases.register(applicationKind(parts));
  given.cases.register(consultationKind(given));
  identity.keeps(...keptByServices(parts));
  identity.tellOf(personalSource(given));
  identity.tellOf(async (tx, _tenant, partyId) => [
    { name: 'opinions', records: (await opinionsOf(tx, partyId)).map((one) => ({ ...one })) },
  ]);
  return {
    module: {
      name: 'services',
      operations: [
        ...catalogueOperations(catalogue),
        ...catalogueFileOperations(catalogue),
        ...catalogueEditOperations(catalogue),
        ...opinionOperations(catalogue),
        ...publishOperations(parts),
        ...activityOperations(parts),
        ...worksOperations(parts),
        ...draftOperations(parts),
        ...draftRulesOperations(parts),
        ...prefillOperations({ ...parts, asking: given.asking, transaction: given.transaction }),
        ...applicationOperations(parts),
        ...handlingOperations(parts),
        ...appointmentOperations(parts),
        ...appointmentDeskOperations(parts),
        ...appointmentOfficeOperations(parts),
        ...signingOperations(parts),
        ...signingReminders(parts),
        ...designOperations(parts),
        ...paymentOperations(parts),
        ...renewingOperations(parts),
        ...breachOperations(parts),
        ...renewalRunOperations(parts),
        ...renewalOfferOperations(parts),
        ...consultationOperations(parts),
        ...designPublishOperations(parts, demandGates),
        ...designFileOperations(parts),
        ...gateOperations(parts),
        ...simulationOperations(parts),
        ...measureOperations(parts),
      ],
      subscriptions: [opinionForgetting, draftForgetting, paymentNews],
      jobs: [draftJob, paymentJob, renewalJob, renewalScheduleJob, simulationJob, verifyJob, closureJob, signingJob],
    },
    links: catalogueLinks,
  };
}
