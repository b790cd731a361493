import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { type Actor, anonymous } from '#kernel/actor.ts';
import { Problem } from '#kernel/problem.ts';
import type { Config } from './config.ts';
import { newId } from './ids.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import type { Pipeline } from './pipeline.ts';
import { problemBody, problemResponse } from './problem-response.ts';
import { limitedAddress, type RateLimits } from './rate-limit.ts';
import { type RestEnvironment, restRoutes } from './rest.ts';
import type { StreamHandler } from './streams.ts';
import type { Tenant, Tenants } from './tenants.ts';
import { requestProblems } from './validation.ts';
import type { RequestServices, RequestWithServices, SignedInPerson } from './web-services.ts';

/** Tells whose request it is, from its cookie or its bearer key. */
export type Authenticate = (
  headers: { cookie: string | undefined; authorization: string | undefined },
  tenant: Tenant,
) => Promise<
  | {
      actor: Actor;
      person: SignedInPerson | null;
      /** Whether the credential itself is confined to some operations, as a service key is; left out, it is not. */
      mayCall?: (operation: string) => boolean;
    }
  | undefined
>;

/** A module's own protocol: answers the requests it knows, leaves the others. */
export type HttpHandler = (request: Request, services: RequestServices) => Promise<Response | null>;

export type NodeHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface HttpParts {
  readonly config: Config;
  readonly pipeline: Pipeline;
  readonly tenants: Tenants;
  readonly authenticate: Authenticate;
  readonly endSession: (services: RequestServices) => Promise<void>;
  readonly rateLimits: RateLimits;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Protocol handlers by first path segment, such as `tiles` or `auth`. */
  readonly handlers: Readonly<Record<string, HttpHandler>>;
  /** Node-style handlers by first path segment, such as the development identity provider. */
  readonly nodeHandlers: Readonly<Record<string, NodeHandler>>;
  /** Lines that stay open, by the whole path. */
  readonly streams?: Readonly<Record<string, StreamHandler>>;
  /** What is sent to others on its own account, as OpenAPI 3.1 writes it. */
  readonly webhooks?: Readonly<Record<string, unknown>>;
  /** Everything else: the pages. */
  readonly pages: NodeHandler;
  readonly ready: () => Promise<boolean>;
}

/** Errors of the parser of HTTP (Node's manual, "Common System Errors" and llhttp) by what they mean. */
const UNREADABLE: Readonly<Record<string, 'headers-too-large' | 'too-slow'>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'too-slow',
};
const REQUEST_ID = /^[\w.-]{8,64}$/;
const SESSION_COOKIE = /(?:^|;\s*)(?:__Host-)?amanah_session=/;

function remoteAddress(request: IncomingMessage, trustProxy: boolean): string {
  if (trustProxy) {
    // The last entry is the one our own proxy wrote; those before it are the client's claim.
    const forwarded = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .at(-1)
      ?.trim();
    if (forwarded) return forwarded;
  }
  return request.socket.remoteAddress ?? 'unknown';
}

/** The program's HTTP server: REST, protocols of modules, health, metrics, and the pages for all else. */
export function createHttpServer(parts: HttpParts): Server {
  const { config, pipeline, log, metrics } = parts;
  // Maps, since an object would take /constructor for the name of a handler.
  const handlers = new Map(Object.entries(parts.handlers));
  const nodeHandlers = new Map(Object.entries(parts.nodeHandlers));
  const streams = new Map(Object.entries(parts.streams ?? {}));
  let reference: Readonly<Record<string, unknown>> | undefined;

  async function servicesOf(request: IncomingMessage, requestId: string): Promise<RequestServices> {
    const tenant = await parts.tenants.ofHost(request.headers.host ?? '');
    if (tenant === undefined) throw requestProblems['not-found']();
    const { cookie, authorization } = request.headers;
    // A key that opens nothing is refused; a stale cookie only means that nobody is signed in any more.
    if (authorization !== undefined) {
      const access = await tryKey(request, tenant, { cookie, authorization });
      if (access === undefined) throw requestProblems['sign-in-required']();
      return servicesFor(request, requestId, tenant, access);
    }
    const mayBeSignedIn = cookie !== undefined && SESSION_COOKIE.test(cookie);
    const signedIn = mayBeSignedIn ? await parts.authenticate({ cookie, authorization }, tenant) : undefined;
    return servicesFor(request, requestId, tenant, signedIn);
  }

  /** Whose key it is; keys that open nothing are counted, and after too many of them none is looked at for a while. */
  async function tryKey(request: IncomingMessage, tenant: Tenant, credential: Parameters<Authenticate>[0]) {
    const address = remoteAddress(request, config.trustProxy);
    await parts.rateLimits.assertMayTryKey(address);
    const access = await parts.authenticate(credential, tenant);
    if (access === undefined) await parts.rateLimits.triedWrongKey(address);
    return access;
  }

  function servicesFor(
    request: IncomingMessage,
    requestId: string,
    tenant: Tenant,
    signedIn: Awaited<ReturnType<Authenticate>>,
  ): RequestServices {
    const address = remoteAddress(request, config.trustProxy);
    const actor = signedIn?.actor ?? anonymous(tenant.id);
    const forwarded = config.trustProxy ? request.headers['x-forwarded-proto'] : undefined;
    const services: RequestServices = {
      tenant,
      actor,
      person: signedIn?.person ?? null,
      requestId,
      remoteAddress: address,
      protocol: forwarded === 'https' || config.baseUrl?.startsWith('https:') ? 'https' : 'http',
      async call<O>(
        name: string,
        input: unknown,
        options: { idempotencyKey?: string; proof?: string } = {},
      ): Promise<O> {
        const operation = pipeline.operations.get(name);
        if (operation === undefined) throw requestProblems['unknown-operation']();
        if (signedIn?.mayCall?.(name) === false) throw requestProblems.forbidden();
        const started = performance.now();
        const caller = { partyId: actor.partyId, address };
        let outcome = 'done';
        try {
          await parts.rateLimits.take(operation.rate, caller);
          if (operation.guess !== undefined) await parts.rateLimits.assertMayGuess(caller);
          const { output } = await pipeline.call({
            operation: name,
            input,
            actor,
            tenant,
            requestId,
            idempotencyKey: options.idempotencyKey,
            origin: limitedAddress(address),
            proof: options.proof,
          });
          return output as O;
        } catch (error) {
          outcome = error instanceof Problem ? error.code : 'failed';
          if (outcome === operation.guess) await parts.rateLimits.guessedWrong(caller);
          throw error;
        } finally {
          metrics.operation(name, outcome, (performance.now() - started) / 1000);
        }
      },
      async withKey(key) {
        const access = await tryKey(request, tenant, { cookie: undefined, authorization: `Bearer ${key}` });
        return access === undefined ? undefined : servicesFor(request, requestId, tenant, access);
      },
      reference: () => (reference ??= openApi(pipeline.operations.values(), '', parts.webhooks)),
      signOut: () => parts.endSession(services),
      failed: (error) => log.error({ requestId, err: error }, 'failed'),
    };
    return services;
  }

  function refusal(error: unknown, requestId: string, acceptLanguage: string | null): Response {
    if (error instanceof Problem) {
      if (error.status >= 500) log.warn({ requestId, code: error.code, err: error.cause }, 'refused');
      return problemResponse(error, requestId, acceptLanguage);
    }
    log.error({ requestId, err: error }, 'failed');
    return problemResponse(requestProblems['failed-here'](), requestId, acceptLanguage);
  }

  const rest = restRoutes(pipeline.operations.values());
  const app = new Hono<RestEnvironment & { Bindings: { incoming: RequestWithServices } }>();
  app.onError((error, context) =>
    refusal(error, context.env.incoming.amanah?.requestId ?? '', context.req.header('accept-language') ?? null),
  );
  app.use('*', async (context, next) => {
    context.set('services', context.env.incoming.amanah!);
    await next();
  });
  app.route('/api/v1', rest);
  app.get('/api/openapi.json', (context) =>
    context.json(openApi(pipeline.operations.values(), new URL(context.req.url).origin, parts.webhooks), 200, {
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
    }),
  );
  app.all('*', async (context) => {
    const handler = handlers.get(context.req.path.split('/')[1] ?? '');
    const response = await handler?.(context.req.raw, context.get('services'));
    if (response) return response;
    const known = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].some(
      (method) => rest.router.match(method, context.req.path.replace(/^\/api\/v1/, '') || '/')[0].length > 0,
    );
    throw known ? requestProblems['method-not-allowed']() : requestProblems['not-found']();
  });
  const honoListener = getRequestListener((request, env) => app.fetch(request, env as never), {
    overrideGlobalObjects: false,
    errorHandler: (error) => refusal(error, '', null),
  });

  async function health(path: string, response: ServerResponse): Promise<void> {
    const send = (status: number, type: string, body: string) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    if (path === '/health/live') return send(200, 'application/json', '{"status":"live"}');
    if (path === '/health/ready') {
      const ready = await parts.ready().catch(() => false);
      return send(ready ? 200 : 503, 'application/json', JSON.stringify({ status: ready ? 'ready' : 'not-ready' }));
    }
    send(200, metrics.registry.contentType, await metrics.registry.metrics());
  }

  const known = new Set(['api', 'health', 'metrics', '_app', ...handlers.keys(), ...nodeHandlers.keys()]);
  const server = createServer(
    { requestTimeout: 60_000, headersTimeout: 15_000, keepAliveTimeout: 10_000, maxHeaderSize: 16_384 },
    async (request: RequestWithServices, response) => {
      const started = performance.now();
      const given = request.headers['x-request-id'];
      const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : newId();
      const path = (request.url ?? '/').split('?')[0]!;
      const segment = path.split('/')[1] ?? '';
      response.setHeader('x-request-id', requestId);
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
      response.on('finish', () => {
        const seconds = (performance.now() - started) / 1000;
        metrics.request(known.has(segment) ? segment : 'pages', response.statusCode, seconds);
        // Addresses carry tracking codes and search words: the query string is left out of the log.
        log.debug({ requestId, method: request.method, path, status: response.statusCode, seconds }, 'request');
      });
      try {
        if (!URL.canParse(`http://${request.headers.host ?? 'localhost'}${request.url}`)) {
          throw requestProblems['bad-address']();
        }
        if (path === '/metrics' || path.startsWith('/health/')) return await health(path, response);
        const nodeHandler = nodeHandlers.get(segment);
        if (nodeHandler !== undefined) return nodeHandler(request, response, () => response.writeHead(404).end());
        request.amanah = await servicesOf(request, requestId);
        // Whoever went away meanwhile is answered no more.
        if (response.destroyed) return;
        const stream = streams.get(path);
        if (stream !== undefined) {
          if (request.method !== 'GET') throw requestProblems['method-not-allowed']();
          return await stream(request, response, request.amanah, () => servicesOf(request, requestId));
        }
        if (segment === 'api' || handlers.has(segment)) return void (await honoListener(request, response));
        parts.pages(request, response, () => response.writeHead(404).end());
      } catch (error) {
        const answer = refusal(error, requestId, request.headers['accept-language'] ?? null);
        if (response.headersSent) return void response.destroy();
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
      }
    },
  );
  // What never became a request is refused in words all the same.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // After an answer another one would be taken for that to the next request.
    const answered = (socket as Socket).bytesWritten > 0;
    if (answered || !socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const code = UNREADABLE[error.code ?? ''] ?? 'not-http';
    const problem = requestProblems[code]();
    const body = JSON.stringify(problemBody(problem, newId(), 'ar'));
    // Whoever asks for the head alone takes what comes after it for nonsense (RFC 9110, 9.3.2).
    const headAlone = (error as { rawPacket?: Buffer }).rawPacket?.subarray(0, 5).toString('latin1') === 'HEAD ';
    socket.end(
      `HTTP/1.1 ${problem.status} Refused\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${headAlone ? '' : body}`,
    );
  });
  return server;
}
