import type { CasesApi } from '#modules/cases/api.ts';
import type { DocumentsApi } from '#modules/documents/api.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { TerritoryApi } from '#modules/territory/api.ts';
import { cached } from '#platform/cached.ts';
import type { HttpHandler } from '#platform/http.ts';
import type { Module } from '#platform/module.ts';
import { catalogueLinks } from './http-catalogue.ts';
import { opinionForgetting } from './jobs-opinions.ts';
import { catalogueOperations } from './operations-catalogue.ts';
import { catalogueEditOperations } from './operations-catalogue-edit.ts';
import { catalogueFileOperations } from './operations-catalogue-file.ts';
import { type CatalogueParts, loadCatalogue } from './operations-catalogue-shared.ts';
import { opinionOperations } from './operations-opinions.ts';
import { opinionsOf } from './store-opinions.ts';

/** How long another process may go on showing what this one has changed. */
const FRESH_MILLISECONDS = 2_000;

export interface ServicesParts {
  readonly cases: CasesApi;
  readonly territory: TerritoryApi;
  readonly identity: IdentityApi;
  readonly documents: DocumentsApi;
}

/** The e-services: what is offered, and the applications made for it. */
export function createServices({ identity }: ServicesParts): {
  module: Module;
  /** Answers `/services` and below it, by which other programs know the catalogue. */
  links: HttpHandler;
} {
  const catalogue: CatalogueParts = { catalogues: cached(FRESH_MILLISECONDS, loadCatalogue), identity };
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
      ],
      subscriptions: [opinionForgetting],
    },
    links: catalogueLinks,
  };
}
