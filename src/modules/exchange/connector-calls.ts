import { setTimeout as sleep } from 'node:timers/promises';
import type { Id } from '#kernel/id.ts';
import { digestOf } from '#platform/canonical.ts';
import type { Database } from '#platform/db.ts';
import { newId } from '#platform/ids.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { CallEnded } from './model-connector-log.ts';
import {
  type Answer,
  type Asked,
  BrokenAnswer,
  type CallContext,
  type Connector,
  type ConnectorCall,
  type Mapped,
  NoAnswer,
  type Unavailable,
} from './model-connectors.ts';
import type { AgencyClient, Exchanged, Sealer, Simulators } from './ports.ts';
import { breakerState, newBreaker, pauseBefore, settle } from './rules-breaker.ts';
import { callBegun, callFacts } from './rules-calls.ts';
import { digestOfText, openConnectorSecrets } from './signing-connectors.ts';
import { type ConnectorRow, findConnector, lockConnector, setBreaker } from './store-connectors.ts';

export interface ConnectorCallsParts {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly database: Pick<Database, 'transaction'>;
  readonly sealer: Sealer;
  readonly client: AgencyClient;
  /** Reaches the made-up agencies of a demonstration, which lie on this machine. */
  readonly simulatorClient: AgencyClient;
  readonly simulators: Simulators | undefined;
  readonly baseUrlOf: (tenant: Tenant) => string;
  readonly callAsSystem: <O>(tenant: Tenant, operation: string, input: unknown) => Promise<O>;
  readonly now?: () => Temporal.Instant;
}

interface Target {
  readonly address: string;
  readonly client: AgencyClient;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What asks agencies, as `Connectors` of the module’s api describes it. */
export function createConnectorCalls(parts: ConnectorCallsParts) {
  // To the millisecond, so that the log can be compared with what the ledger sealed.
  const now = () => (parts.now?.() ?? Temporal.Now.instant()).round('millisecond');

  /** Where and with what to ask; undefined where the tenant does not, or secrets are missing. */
  function targetOf(tenant: Tenant, connector: Connector, row: ConnectorRow | undefined): Target | undefined {
    if (row === undefined || row.address === null) return undefined;
    const settings = connector.settings.safeParse(row.settings);
    if (!settings.success) return undefined;
    if (row.address === 'simulator') {
      const simulator = parts.simulators?.of(connector.id);
      if (simulator === undefined) return undefined;
      const { url: address, secrets } = simulator;
      return { address, secrets, client: parts.simulatorClient, settings: settings.data };
    }
    const secrets = openConnectorSecrets(parts.sealer, tenant.id, connector.id, row.sealedSecrets);
    if (Object.keys(connector.secrets).some((name) => secrets[name] === undefined)) return undefined;
    return { address: row.address, client: parts.client, settings: settings.data, secrets };
  }

  const rowOf = (tenant: Tenant, id: string) =>
    parts.database.transaction(tenant.id, (tx) => findConnector(tx, id), { readOnly: true });

  /** Notes how a try went for all processes; true while others may still go out. */
  const noteTry = (tenant: Tenant, { id, limits }: Connector, well: boolean): Promise<boolean> =>
    parts.database.transaction(tenant.id, async (tx) => {
      const at = now().epochMilliseconds;
      const row = await lockConnector(tx, id);
      const before = row?.breaker ?? newBreaker(limits, at);
      const after = settle(before, limits, well, at);
      await setBreaker(tx, id, after);
      return row?.pausedReason === null && breakerState(after, at) === 'closed';
    });

  const contextOf = (tenant: Tenant, connector: Connector, target: Target, callId: Id): CallContext => ({
    callId,
    now: now(),
    settings: target.settings,
    secrets: target.secrets,
    heardAt: (name) => `${parts.baseUrlOf(tenant)}/exchange/${connector.id}/${name}`,
  });

  async function tryOnce<I, O>(
    tenant: Tenant,
    connector: Connector,
    call: ConnectorCall<I, O>,
    input: I,
    target: Target,
    callId: Id,
    milliseconds: number,
    seen: (exchanged: Exchanged) => void,
  ): Promise<Mapped<O>> {
    const ask = target.client.below(target.address, milliseconds, seen);
    const answer = await call.send(ask, input, contextOf(tenant, connector, target, callId));
    let mapped: Mapped<O>;
    try {
      mapped = call.map(answer, input);
    } catch (error) {
      // Whatever a map stumbles over, the agency's answer made it stumble.
      throw error instanceof BrokenAnswer ? error : new BrokenAnswer((error as Error).message);
    }
    if (mapped.kind === 'refused') return mapped;
    const held = call.output.safeParse(mapped.value);
    if (!held.success) throw new BrokenAnswer(`the answer is not in order at ${held.error.issues[0]?.path.join('.')}`);
    return { kind: 'answered', value: held.data };
  }

  interface Tried<O> {
    readonly result: Mapped<O> | { readonly kind: 'unavailable'; readonly reason: Unavailable };
    readonly tries: number;
  }

  async function tryUntil<I, O>(
    tenant: Tenant,
    connector: Connector,
    call: ConnectorCall<I, O>,
    input: I,
    target: Target,
    callId: Id,
    seen: (exchanged: Exchanged) => void,
  ): Promise<Tried<O>> {
    const { limits } = connector;
    const started = performance.now();
    const left = () => limits.patienceMilliseconds - (performance.now() - started);
    for (let tries = 1; ; tries += 1) {
      try {
        const milliseconds = Math.max(1, Math.min(limits.timeoutMilliseconds, Math.round(left())));
        const result = await tryOnce(tenant, connector, call, input, target, callId, milliseconds, seen);
        await noteTry(tenant, connector, true);
        return { result, tries };
      } catch (error) {
        if (!(error instanceof NoAnswer || error instanceof BrokenAnswer)) throw error;
        const reason = error instanceof NoAnswer ? error.reason : 'broken-answer';
        const over = { result: { kind: 'unavailable', reason }, tries } as const;
        const goOn = await noteTry(tenant, connector, false);
        const unsent = error instanceof NoAnswer && error.unsent;
        if (!goOn || tries >= limits.tries || reason === 'address-refused' || reason === 'access-refused') return over;
        if (call.repeats === 'unsent' && !unsent) return over;
        const asked = error instanceof NoAnswer ? (error.retryAfter ?? 0) * 1_000 : 0;
        const pause = Math.max(pauseBefore(tries + 1, Math.random()), asked);
        if (pause >= left()) return over;
        await sleep(pause);
      }
    }
  }

  async function ask<I, O>(tenant: Tenant, call: ConnectorCall<I, O>, given: I, asked: Asked): Promise<Answer<O>> {
    const connector = parts.connectors.get(call.connector);
    if (connector === undefined) throw new Error(`there is no connector ${call.connector}`);
    const id = newId();
    const at = now();
    const told = { callId: id, at: at.toString() };
    const input = call.input.safeParse(given);
    // Nothing leaves for the agency that breaks its own rules.
    if (!input.success) return { kind: 'refused', code: 'invalid-input', ...told };
    const { refused } = await parts.callAsSystem<{ refused: Unavailable | null }>(tenant, 'exchange.begin-call', {
      call: callBegun(asked.legalBasis === undefined ? call : { ...call, legalBasis: asked.legalBasis }, {
        id,
        at: at.toString(),
        direction: 'out',
        askedByKind: asked.by.kind,
        askedBy: asked.by.partyId,
        forParty: asked.forParty,
        about: call.about(input.data),
        purpose: asked.purpose,
        consentId: asked.consentId ?? null,
        subjectType: asked.subject?.type ?? null,
        subjectId: asked.subject?.id ?? null,
        subjectNumber: asked.subject?.number ?? null,
        inputDigest: digestOf(input.data).toString('hex'),
      }),
    });
    const row = await rowOf(tenant, connector.id);
    const target = targetOf(tenant, connector, row);
    const reason = refused ?? (target === undefined ? 'not-configured' : null);
    const exchanged: Exchanged[] = [];
    const started = performance.now();
    const { result, tries }: Tried<O> =
      reason === null
        ? await tryUntil(tenant, connector, call, input.data, target!, id, (one) => exchanged.push(one))
        : { result: { kind: 'unavailable', reason }, tries: 0 };
    const wentOut = exchanged.length > 0;
    const request = exchanged.map((one) => one.request).join('\n\n');
    const response = exchanged.map((one) => one.response).join('\n\n');
    const end: CallEnded = {
      callId: id,
      connector: connector.id,
      at: now().toString(),
      outcome: result.kind,
      reason: result.kind === 'answered' ? null : result.kind === 'refused' ? result.code : result.reason,
      asked: wentOut,
      tries,
      milliseconds: Math.round(performance.now() - started),
      status: exchanged.at(-1)?.status ?? null,
      requestDigest: wentOut ? digestOfText(request) : null,
      responseDigest: wentOut ? digestOfText(response) : null,
    };
    const body = wentOut && call.keepsBody !== false ? { request, response } : null;
    await parts.callAsSystem(tenant, 'exchange.end-call', { id, end, forParty: asked.forParty, body });
    return { ...result, ...told };
  }

  async function hear(
    tenant: Tenant,
    connectorId: string,
    name: string,
    request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  ) {
    const connector = parts.connectors.get(connectorId);
    const notification =
      connector && Object.hasOwn(connector.notifications, name) ? connector.notifications[name] : undefined;
    if (connector === undefined || notification === undefined) return 'unknown' as const;
    const row = await rowOf(tenant, connector.id);
    const target = targetOf(tenant, connector, row);
    if (target === undefined) return 'unknown' as const;
    const at = now();
    if (!(await notification.authentic(request, target.secrets, at))) return 'not-authentic' as const;
    let message: unknown;
    try {
      message = notification.message.parse(notification.read(JSON.parse(request.body)));
    } catch {
      return 'unreadable' as const;
    }
    const id = newId();
    const { news } = await parts.callAsSystem<{ news: boolean }>(tenant, 'exchange.hear', {
      call: callBegun(
        { connector: connector.id, name, legalBasis: notification.legalBasis },
        {
          id,
          at: at.toString(),
          direction: 'in',
          askedByKind: 'agency',
          about: notification.about(message),
          purpose: notification.summary,
          messageId: notification.idOf(message).slice(0, 200),
          inputDigest: digestOf(message).toString('hex'),
        },
      ),
      end: {
        callId: id,
        connector: connector.id,
        at: at.toString(),
        outcome: 'heard',
        reason: null,
        asked: false,
        tries: 1,
        milliseconds: 0,
        status: null,
        requestDigest: digestOfText(request.body),
        responseDigest: null,
      },
      body: { request: request.body, response: '' },
      message,
    });
    return news ? ('heard' as const) : ('heard-before' as const);
  }

  return {
    ask,
    hear,
    describe(id: string, name: string) {
      const connector = parts.connectors.get(id);
      const call = connector && callFacts(connector).find((one) => one.direction === 'out' && one.name === name);
      if (connector === undefined || call === undefined) return undefined;
      return { ...call, agency: { ...connector.agency.name }, connector: { ...connector.name } };
    },
    async uses(tenant: Tenant, id: string): Promise<boolean> {
      const connector = parts.connectors.get(id);
      return connector !== undefined && targetOf(tenant, connector, await rowOf(tenant, id)) !== undefined;
    },
    async askNamed(tenant: Tenant, connector: string, name: string, input: unknown, asked: Asked) {
      const calls = parts.connectors.get(connector)?.calls;
      const call = calls && Object.hasOwn(calls, name) ? calls[name] : undefined;
      return call && ask(tenant, call, input, asked);
    },
  };
}
