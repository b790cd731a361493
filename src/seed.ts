import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { emblemOf, TenantDocument, tenantOf } from '#platform/tenant-document.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Composition } from './main.ts';
import { ConnectorOffers } from './modules/exchange/api.ts';
import {
  PeopleDocument,
  type SeededSecret,
  seedBodies,
  seedPeople,
  seedTeams,
  TeamsDocument,
} from './modules/identity/api.ts';
import { PaymentTerms } from './modules/payments/api.ts';
import { AppointmentOffices, BroughtOffers, type ServiceOffer, ServiceOffers } from './modules/services/api.ts';

/** Folders of the tenants the program ships with. */
export const TENANTS_FOLDER = join(import.meta.dirname, '..', 'tenants');

/** The services a tenant may offer, a folder each, and the activities they are about. */
const SERVICES_FOLDER = join(import.meta.dirname, '..', 'e-services');

/** Keys of the tenants below a folder. */
export const shippedTenants = (folder: string = TENANTS_FOLDER): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'tenant.json')))
    .map((entry) => entry.name)
    .sort();

/** A document of a tenant that cannot be used; the message names the file and each place in it. */
export class DocumentError extends Error {}

function read(folder: string, name: string): unknown {
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new DocumentError(`${path}: ${(error as Error).message}`);
  }
}

/** Names of the documents in a folder; none where there is no such folder. */
const documentsIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
    : [];

/** A service as it is published: its folder's definition with the templates of what it issues. */
function readService(services: string, id: string): Record<string, unknown> {
  const folder = join(services, id);
  const documents = read(folder, 'documents.json');
  return { ...(read(folder, 'service.json') as object), ...(documents === undefined ? {} : { documents }) };
}

/**
 * What a tenant offers: the list of its own, and the services whose folder brings terms for it. Where both speak of a
 * service, the tenant's list counts.
 */
function offersOf(services: string, tenant: string, listed: readonly ServiceOffer[]): ServiceOffer[] {
  const known = new Set(listed.map(({ id }) => id));
  const brought = readdirSync(services, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !known.has(entry.name))
    .flatMap(({ name }) => readAs(BroughtOffers, join(services, name), 'offers.json')?.[tenant] ?? []);
  return [...listed, ...brought];
}

function readAs<T>(schema: z.ZodType<T>, folder: string, name: string): T | undefined {
  const document = read(folder, name);
  if (document === undefined) return undefined;
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'the document'}: ${message}`);
  throw new DocumentError(`${join(folder, name)} cannot be used:\n${places.join('\n')}`);
}

export interface AppliedTenant {
  readonly tenant: Tenant;
  /** Authenticator secrets of sample employees made now. */
  readonly secrets: readonly SeededSecret[];
}

/** The tenant's own mark; undefined where the folder has none. */
function readEmblem(folder: string): string | undefined {
  const path = join(folder, 'emblem.svg');
  if (!existsSync(path)) return undefined;
  const emblem = emblemOf(readFileSync(path, 'utf8'));
  if (emblem === undefined) throw new DocumentError(`${path} is no SVG drawing of at most 8 KB.`);
  return emblem;
}

/**
 * Makes or brings up to date the tenant a folder describes: its particulars, calendar, geography, parcels, teams, words,
 * categories, case types and e-services, and its sample people where `demo`. What has not changed is left as it is.
 */
export async function applyTenant(
  composition: Composition,
  folder: string,
  demo: boolean,
  services: string = SERVICES_FOLDER,
): Promise<AppliedTenant> {
  const document = readAs(TenantDocument, folder, 'tenant.json');
  if (document === undefined) throw new DocumentError(`${folder} is no tenant's folder: it has no tenant.json.`);
  const tenant = await composition.tenants.put(tenantOf(document, readEmblem(folder)));
  const call = (operation: string, input: unknown) => composition.callAsSystem(tenant, operation, input);

  const { calendar: known } = (await call('territory.get-calendar', {})) as { calendar: unknown };
  if (JSON.stringify(known) !== JSON.stringify(document.calendar)) {
    await call('territory.put-calendar', { calendar: document.calendar });
  }
  const geography = read(folder, 'geography.geojson');
  if (geography !== undefined) {
    // Named on every map as where its borders come from.
    const source = tenant.name[tenant.languages[0]!] ?? tenant.key;
    await call('territory.import-areas', { collection: geography, mapping: { source } });
  }
  const parcels = read(folder, 'parcels.geojson');
  if (parcels !== undefined) {
    await call('territory.import-parcels', {
      collection: parcels,
      mapping: { source: `${tenant.key}/parcels.geojson` },
    });
  }
  const { items } = (await call('territory.list-areas', { kind: ['municipality'], limit: 500 })) as {
    items: { id: string; code: string }[];
  };
  const municipalities = new Map(items.map(({ id, code }) => [code, id]));
  const steps = { call, municipalityId: async (code: string) => municipalities.get(code) };

  const teams = readAs(TeamsDocument, folder, 'teams.json');
  if (teams !== undefined) await seedTeams(teams, steps);
  const people = readAs(PeopleDocument, folder, 'people.json');
  if (people !== undefined) await seedBodies(people, steps);
  const templates = read(folder, 'notices.json');
  if (templates !== undefined) await call('notifications.put-templates', { templates });
  const catalogue = read(folder, 'report-categories.json');
  if (catalogue !== undefined) await call('reports.put-catalogue', { catalogue });
  const types = join(folder, 'case-types');
  for (const file of documentsIn(types)) {
    const type = read(types, file) as { id: string };
    await call('cases.publish-type', { id: type.id, document: type });
  }
  const phrases = read(folder, 'phrases.json');
  if (phrases !== undefined) await call('reports.put-phrases', { phrases });
  const words = read(folder, 'service-catalogue.json');
  if (words !== undefined) {
    const cards = documentsIn(join(folder, 'service-cards')).flatMap((file) =>
      read(join(folder, 'service-cards'), file),
    );
    await call('services.put-catalogue', { words, cards });
  }
  const agencies = readAs(ConnectorOffers, folder, 'connectors.json');
  await call('exchange.put-connectors', { connectors: agencies?.connectors ?? [] });
  const payments = readAs(PaymentTerms, folder, 'payments.json');
  if (payments !== undefined) await call('payments.put-terms', { terms: payments });
  const appointments = readAs(AppointmentOffices, folder, 'appointments.json');
  if (appointments !== undefined) await call('services.put-appointment-offices', { document: appointments });
  const offers = readAs(ServiceOffers, folder, 'services.json');
  const activities = read(services, 'activities.json');
  for (const offer of offersOf(services, document.key, offers?.services ?? [])) {
    const service = readService(services, offer.id);
    await call('services.put-service', { id: offer.id, service, offer, activities });
  }
  const reminders = read(folder, 'reminders.json');
  if (reminders !== undefined) await call('cases.put-reminders', { rules: reminders });
  const personalData = read(folder, 'personal-data.json');
  if (personalData !== undefined) await call('identity.put-personal-data', { document: personalData });
  let secrets: SeededSecret[] = [];
  if (people !== undefined && demo) secrets = await seedPeople(people, steps);
  return { tenant, secrets };
}
