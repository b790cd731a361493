import type { Actor } from '#kernel/actor.ts';
import type { StreamHandler } from '#platform/streams.ts';
import { requestProblems } from '#platform/validation.ts';
import type { LiveHub } from './live-hub.ts';
import type { Reach } from './model-live.ts';
import { positionOf } from './rules-live.ts';

/**
 * `GET /api/v1/live`: server-sent events that tell an employee which records within their reach changed, by id and
 * version. A reader that comes back names what it heard last (`Last-Event-ID`, or `after` where it cannot).
 */
export const liveStream =
  (hub: Pick<LiveHub, 'watch'>, reachOf: (actor: Actor) => Reach | undefined): StreamHandler =>
  async (request, response, services, again) => {
    if (services.person === null) throw requestProblems['sign-in-required']();
    const reach = reachOf(services.actor);
    if (reach === undefined) throw requestProblems.forbidden();
    const given =
      request.headers['last-event-id'] ?? new URL(request.url ?? '/', 'http://live').searchParams.get('after');
    const from = positionOf(typeof given === 'string' ? given : undefined);
    await hub.watch(response, services, again, reach, from);
  };
