import { z } from 'zod';

const Tag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

/** A text of the service, by language. Which languages it needs is the tenant's business. */
export const Words = z.record(Tag, z.string().trim().min(1).max(4_000));
export type Words = z.infer<typeof Words>;

/** `CML-01`: group and number of a service in the municipal catalogue. */
export const ServiceCode = z.string().regex(/^[A-Z]{3}-\d{2,3}$/);
/** The service's address and folder: `commercial-licence`. */
export const ServiceId = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  .max(60);
