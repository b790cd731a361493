import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestServices } from './web-services.ts';

/**
 * Answers a request over a line that stays open, past what frameworks keep for each of them. `again` says who stands
 * behind the same request now: its session may have ended, its roles may have changed.
 */
export type StreamHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  services: RequestServices,
  again: () => Promise<RequestServices>,
) => Promise<void>;
