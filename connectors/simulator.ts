import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SIMULATOR_MODES, type SimulatorMode } from '#modules/exchange/api.ts';

/** A request as a made-up agency sees it. */
export interface SimulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON, or the fields of a form; undefined for what is neither. */
  readonly body: unknown;
}

export interface SimulatedAnswer {
  readonly status: number;
  /** Sent as JSON, unless `headers` name another type for a text. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How one agency answers. Made anew for each running simulator, so that what it remembers is its own. */
export interface AgencyBehaviour {
  /** As the agency does on a good day. */
  answer(request: SimulatedRequest): SimulatedAnswer | Promise<SimulatedAnswer>;
  /** The agency's way of saying no. */
  refuse(request: SimulatedRequest): SimulatedAnswer;
  /** Answers that are JSON and make no sense, beside the garbage every simulator knows. */
  readonly nonsense?: readonly unknown[];
  /** Pages on which a person plays the agency's part; they answer in every mode. Undefined: no page of that address. */
  page?(request: SimulatedRequest): SimulatedAnswer | undefined | Promise<SimulatedAnswer | undefined>;
  /** Ends what it still does by itself. */
  stop?(): void;
}

/** What a made-up agency has from outside. */
export interface SimulatorSurroundings {
  /** A folder in which it may remember things beyond its end; undefined: it forgets. */
  readonly folder?: string | undefined;
  readonly now?: (() => Temporal.Instant) | undefined;
}

export interface SimulatorDefinition {
  readonly connector: string;
  /** The secrets it knows, by the names the connector declares. */
  readonly secrets: Readonly<Record<string, string>>;
  behave(surroundings: SimulatorSurroundings): AgencyBehaviour;
}

export interface Simulator {
  readonly url: string;
  readonly secrets: Readonly<Record<string, string>>;
  mode: SimulatorMode;
  /** Requests that arrived, whatever was answered. */
  readonly received: SimulatedRequest[];
  /** A page of the agency, for a program that shows it under an address of its own. */
  page(request: SimulatedRequest): Promise<SimulatedAnswer | undefined>;
  stop(): Promise<void>;
}

/** Longer than any connector waits. */
const SLOW_MILLISECONDS = 20_000;
const MOST_REMEMBERED = 200;
const HUGE = 2 * 1024 * 1024;

/** The body of a request as JSON or as the fields of a form. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const piece of request) text += piece;
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body, headers }: SimulatedAnswer): void {
  const type = headers?.['content-type'];
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(body === undefined ? '' : type !== undefined && typeof body === 'string' ? body : JSON.stringify(body));
}

/** Ways of breaking, one after the other. */
function breakingWays(nonsense: readonly unknown[]): ((response: ServerResponse) => void)[] {
  return [
    (response) => send(response, { status: 500, body: { error: 'internal' } }),
    (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"name": "نمو'),
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 500 });
      response.write('{"half": ', () => response.destroy());
    },
    (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Maintenance</h1>'),
    (response) => void response.destroy(),
    (response) => send(response, { status: 200, body: { filler: 'x'.repeat(HUGE) } }),
    (response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
    ...[null, [], {}, 'text', ...nonsense].map(
      (body) => (response: ServerResponse) => send(response, { status: 200, body }),
    ),
  ];
}

/**
 * Starts a made-up agency on this machine. Its mode is changed while it runs, by `mode` or over HTTP:
 * `PUT <url>/simulator/mode` with `{"mode": "slow"}`; `GET` tells it.
 */
export async function startSimulator(
  definition: SimulatorDefinition,
  { port = 0, ...surroundings }: SimulatorSurroundings & { readonly port?: number } = {},
): Promise<Simulator> {
  const behaviour = definition.behave(surroundings);
  const ways = breakingWays(behaviour.nonsense ?? []);
  const held = new Map<ServerResponse, NodeJS.Timeout>();
  let broken = 0;

  async function answer(request: SimulatedRequest, response: ServerResponse): Promise<void> {
    if (request.path === '/simulator/mode') {
      const { mode } = (request.body ?? {}) as { mode?: unknown };
      const known = SIMULATOR_MODES.find((one) => one === mode);
      if (request.method === 'PUT' && known === undefined) {
        return send(response, { status: 422, body: { modes: SIMULATOR_MODES } });
      }
      if (known !== undefined) simulator.mode = known;
      return send(response, { status: 200, body: { mode: simulator.mode } });
    }
    const page = await behaviour.page?.(request);
    if (page !== undefined) return send(response, page);
    simulator.received.push(request);
    if (simulator.received.length > MOST_REMEMBERED) simulator.received.shift();
    switch (simulator.mode) {
      case 'happy':
        return send(response, await behaviour.answer(request));
      case 'refusing':
        return send(response, behaviour.refuse(request));
      case 'slow': {
        const timer = setTimeout(async () => send(response, await behaviour.answer(request)), SLOW_MILLISECONDS);
        held.set(response, timer);
        return;
      }
      case 'broken':
        return ways[broken++ % ways.length]!(response);
    }
  }

  const server = createServer(async (incoming, response) => {
    response.on('close', () => {
      clearTimeout(held.get(response));
      held.delete(response);
    });
    try {
      const url = new URL(incoming.url ?? '/', 'http://simulator');
      const body = await readBody(incoming);
      const { method = 'GET', headers } = incoming;
      await answer({ method, path: url.pathname, query: url.searchParams, headers, body }, response);
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const simulator: Simulator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets: definition.secrets,
    mode: 'happy',
    received: [],
    page: async (request) => behaviour.page?.(request),
    async stop() {
      behaviour.stop?.();
      for (const timer of held.values()) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return simulator;
}

/** A made-up agency's pages under an address of the program, whose browser may be on another machine: a node handler. */
export const pagesUnder =
  (simulator: Simulator, path: string) =>
  async (incoming: IncomingMessage, response: ServerResponse, next: () => void): Promise<void> => {
    try {
      const { searchParams } = new URL(incoming.url ?? '/', 'http://simulator');
      const { method = 'GET', headers } = incoming;
      const body = await readBody(incoming);
      const answer = await simulator.page({ method, path, query: searchParams, headers, body });
      return answer === undefined ? next() : send(response, answer);
    } catch {
      response.destroy();
    }
  };
