import type { CasesApi } from '#modules/cases/api.ts';
import type { DocumentsApi } from '#modules/documents/api.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { TerritoryApi } from '#modules/territory/api.ts';
import type { Module } from '#platform/module.ts';

export interface ServicesParts {
  readonly cases: CasesApi;
  readonly territory: TerritoryApi;
  readonly identity: IdentityApi;
  readonly documents: DocumentsApi;
}

/** The e-services: what is offered, and the applications made for it. */
export function createServices(_parts: ServicesParts): { module: Module } {
  return { module: { name: 'services', operations: [] } };
}
