import { say } from '#kernel/text.ts';
import type { ServiceView } from '#modules/services/api.ts';

/** A service whose applications the office handles. */
export interface HandledService {
  readonly type: string;
  readonly code: string;
  readonly name: string;
}

/** What a tenant offers changes seldom and the frame of every page asks: kept for a minute for each tenant. */
const FRESH_MILLISECONDS = 60_000;
const kept = new Map<number, { readAt: number; services: Promise<readonly ServiceView[]> }>();

async function offered(locals: App.Locals): Promise<readonly ServiceView[]> {
  const known = kept.get(locals.tenant.id);
  if (known !== undefined && Date.now() - known.readAt < FRESH_MILLISECONDS) return known.services;
  const services = locals
    .call<{ services: ServiceView[] }>('services.list-services', {})
    .then((answer) => answer.services);
  kept.set(locals.tenant.id, { readAt: Date.now(), services });
  services.catch(() => kept.delete(locals.tenant.id));
  return services;
}

/** Whether the tenant takes applications at all. */
export const offersServices = async (locals: App.Locals): Promise<boolean> => (await offered(locals)).length > 0;

/** The services whose applications the office handles, by code. */
export async function servicesOf(locals: App.Locals): Promise<HandledService[]> {
  return (await offered(locals)).map(({ type, code, name }) => ({ type, code, name: say(name, locals.language) }));
}
