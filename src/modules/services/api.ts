/** What the pages are handed by the operations of e-services: shapes only. */

export type {
  CardFindingKind,
  CardSeverity,
  CatalogueCard,
  CatalogueWords,
  LifeEvent,
  ServiceCard,
} from './model.ts';
export { CARD_FINDINGS, CARD_SEVERITIES } from './model.ts';
export type { CardReading, CatalogueOverview, FoundServices, PublicCard } from './operations-catalogue.ts';
export type { CardEdit, CardWork } from './operations-catalogue-edit.ts';
export type { LintedCards } from './operations-catalogue-file.ts';
export type { WaitingOpinions } from './operations-opinions.ts';
export { type CatalogueOwner, serviceLinkedData } from './rules-catalogue-cpsv.ts';
