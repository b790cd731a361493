import { z } from 'zod';
import { Words } from './model-catalogue.ts';

const Code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);

/** The kinds of answer of GeoReport v2. */
export const DATATYPES = ['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist'] as const;

/** A question that belongs to some services, as GeoReport v2 defines an attribute. */
export const ServiceAttribute = z
  .strictObject({
    code: Code,
    /** Codes of the categories it is asked of. */
    services: z.array(Code).min(1),
    /** False: it tells the reporter something and asks nothing. */
    variable: z.boolean().default(true),
    datatype: z.enum(DATATYPES),
    required: z.boolean().default(false),
    description: Words,
    /** How to answer. */
    datatypeDescription: Words.optional(),
    values: z.array(z.strictObject({ key: Code, name: Words })).default([]),
  })
  .refine(({ datatype, values }) => datatype.endsWith('list') === values.length > 0, {
    path: ['values'],
    message: 'values belong to lists, and every list has some',
  });
export type ServiceAttribute = z.infer<typeof ServiceAttribute>;

/** An outside owner's own Open311 server, to which what is handed over to that owner is sent. */
export const OwnerEndpoint = z.strictObject({
  /** Code of the agency in the catalogue. */
  agency: Code,
  /** Address of GeoReport v2 without the name of a resource, such as `https://311.example.org/open311/v2`. */
  url: z.url({ protocol: /^https?$/ }),
  jurisdiction: z.string().min(1).max(200).optional(),
  /** Name of the environment variable that holds the key; the key itself is nobody's to read here. */
  keyVariable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{2,80}$/)
    .optional(),
  format: z.enum(['xml', 'json']).default('xml'),
  /** Their service code by our category; `*` for every other. */
  services: z.record(z.string().min(1), z.string().min(1).max(200)),
  /** Their attribute codes by what we know: `number`, `landmark`, `address`, `category`, `priority`. */
  attributes: z
    .partialRecord(z.enum(['number', 'landmark', 'address', 'category', 'priority']), z.string())
    .default({}),
  /** Minutes between two questions about what was sent. */
  pollMinutes: z.int().min(1).max(1_440).default(15),
  /** Whether it has the extension for updates of requests. */
  updates: z.boolean().default(false),
});
export type OwnerEndpoint = z.infer<typeof OwnerEndpoint>;

/** `settings.open311` of a tenant; a tenant without it is served with these defaults. */
export const Open311Settings = z.strictObject({
  /** Such as `city.gov`; what a client calls this city. */
  jurisdictionId: z.string().min(1).max(200).optional(),
  contact: Words.optional(),
  keyService: Words.optional(),
  /** When the description of the endpoints last changed. */
  changeset: z.iso.datetime({ offset: true }).default('2026-01-01T00:00:00Z'),
  /** Endpoints for discovery; an address that begins with `/` is on the host that is asked. */
  endpoints: z
    .array(z.strictObject({ type: z.enum(['production', 'test']), url: z.string().min(1) }))
    .default([{ type: 'production', url: '/open311/v2' }]),
  attributes: z.array(ServiceAttribute).default([]),
  owners: z.array(OwnerEndpoint).default([]),
});
export type Open311Settings = z.infer<typeof Open311Settings>;

/** A request of GeoReport v2 as the standard names its members; instants are UTC. */
export interface ServiceRequest {
  readonly service_request_id: string;
  readonly status: 'open' | 'closed';
  readonly status_notes: string | null;
  readonly service_name: string;
  readonly service_code: string;
  readonly description: string | null;
  readonly agency_responsible: string | null;
  readonly service_notice: string | null;
  readonly requested_datetime: string;
  readonly updated_datetime: string;
  readonly expected_datetime: string | null;
  readonly address: string | null;
  readonly address_id: null;
  readonly zipcode: null;
  readonly lat: number | null;
  readonly long: number | null;
  readonly media_url: string | null;
}
