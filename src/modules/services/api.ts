/** What the pages are handed by the operations of e-services: shapes only. */
export type {
  Activity,
  AppointmentView,
  CatalogueCard,
  CatalogueWords,
  DesignDocument,
  DesignEdit,
  DesignFinding,
  Fee,
  LifeEvent,
  ServiceCard,
  SignatureView,
} from './model.ts';
export { BroughtOffers, CARD_FINDINGS, CARD_SEVERITIES, ServiceOffer, ServiceOffers } from './model.ts';
export { AppointmentOffices } from './model-appointment.ts';
export type { PrefillView, SourceView } from './model-prefill.ts';
export type { ApplicationView, MyApplications } from './operations-applications.ts';
export type { AppointmentDay } from './operations-appointment-desk.ts';
export type { AppointmentDesk } from './operations-appointment-offices.ts';
export type { SlotsView } from './operations-appointments.ts';
export type { Breaches } from './operations-breaches.ts';
export type { CardReading, CatalogueOverview, FoundServices, PublicCard } from './operations-catalogue.ts';
export type { CardEdit, CardWork } from './operations-catalogue-edit.ts';
export type { LintedCards } from './operations-catalogue-file.ts';
export type { AskedOpinion, AskedOpinions } from './operations-consultations.ts';
export type { ServiceFile, ServiceFileView } from './operations-design-file.ts';
export type { ServiceVersions } from './operations-design-publish.ts';
export type { DesignList, DesignWork } from './operations-designs.ts';
export type { DraftView } from './operations-draft-shared.ts';
export type { ServiceGates } from './operations-gates.ts';
export type { ApplicationSheet } from './operations-handling.ts';
export type { ServiceMeasure } from './operations-measure.ts';
export type { WaitingOpinions } from './operations-opinions.ts';
export type { ServiceView } from './operations-publish.ts';
export type { OfferView, RenewalOffers } from './operations-renewal-offers.ts';
export type { EndingLicences, RenewalDesk, RunView } from './operations-renewal-views.ts';
export type { RenewableView } from './operations-renewing.ts';
export type { FileView } from './operations-shared.ts';
export type { SignatureAsked, SignaturesAsked } from './operations-signing.ts';
export type { Simulation } from './operations-simulation.ts';
export type { WorksBeside } from './operations-works.ts';
