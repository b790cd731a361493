import type { RequestServices } from '#platform/web-services.ts';
import { type Format, Refused } from './http-open311-answer.ts';
import type { Parameters } from './http-open311-input.ts';
import { open311Of } from './operations-tenant.ts';

/** What every request of this protocol is answered with. */
export interface Asked {
  readonly request: Request;
  readonly services: RequestServices;
  readonly parameters: Parameters;
  readonly format: Format;
  readonly language: string;
  readonly origin: string;
  /** The endpoint that checks what is sent and keeps nothing. */
  readonly test: boolean;
}

export function assertJurisdiction({ services, parameters }: Asked): void {
  const known = open311Of(services.tenant).jurisdictionId ?? services.tenant.key;
  const asked = parameters.one('jurisdiction_id');
  if (asked !== undefined && asked !== known)
    throw new Refused(404, `jurisdiction_id: ${asked.slice(0, 80)} was not found`);
}

/** The request as its service account; undefined without a key. @throws Refused 403 for a key that opens nothing */
export async function keyed({ services, parameters }: Asked): Promise<RequestServices | undefined> {
  const key = parameters.one('api_key');
  if (key === undefined) return services.actor.kind === 'service' ? services : undefined;
  const access = /^[\x21-\x7e]{1,200}$/.test(key) ? await services.withKey(key) : undefined;
  if (access === undefined) throw new Refused(403, 'api_key: this key is not valid here');
  return access;
}

export async function mustBeKeyed(asked: Asked): Promise<RequestServices> {
  const access = await keyed(asked);
  if (access === undefined) throw new Refused(403, 'api_key: a key is needed for this');
  return access;
}
