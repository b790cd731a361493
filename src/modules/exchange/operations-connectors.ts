import { z } from 'zod';
import { hasRole } from '#kernel/actor.ts';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import type { IdentityApi } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { ConnectorView } from './model-connector-log.ts';
import { type Answer, type Asked, type Connector, type LegalBasis, SIMULATOR_MODES } from './model-connectors.ts';
import type { Sealer, Simulators } from './ports.ts';
import { exchangeProblems } from './problems.ts';
import { breakerState } from './rules-breaker.ts';
import { callFacts } from './rules-calls.ts';
import { openConnectorSecrets, sealConnectorSecrets } from './signing-connectors.ts';
import { type Health, healthOf } from './store-calls.ts';
import {
  type ConnectorRow,
  findConnector,
  listConnectors,
  lockConnector,
  setBreaker,
  setPause,
  setSecrets,
} from './store-connectors.ts';

export interface ConnectorParts {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly identity: Pick<IdentityApi, 'displayNames'>;
  readonly sealer: Sealer;
  readonly simulators: Simulators | undefined;
  readonly asking: {
    askNamed(
      tenant: OperationContext['tenant'],
      connector: string,
      call: string,
      input: unknown,
      asked: Asked,
    ): Promise<Answer<unknown> | undefined>;
  };
}

const OPERATORS = ['administrator', 'integration-manager'] as const;
const manages = tenantRole(...OPERATORS);
const reads = tenantRole(...OPERATORS, 'auditor', 'data-steward');
/** A try is about nobody: no consent stands behind it. */
const TRYING: LegalBasis = {
  regulation: 'ndmo',
  ground: 'task',
  text: { ar: 'التحقق من سلامة الربط ببيانات نموذجية', en: 'Seeing that the connection works, with sample data' },
};
const ConnectorId = z.string().max(40);
const Named = z.strictObject({ id: ConnectorId });

const isSecret = z
  .string()
  .trim()
  .min(8)
  .max(2_000)
  .regex(/^[\x21-\x7e\s]+$/);

/** How agencies are reached, and what an operator does about it. */
export function connectorOperations(parts: ConnectorParts): Operation[] {
  /** @throws Problem exchange.unknown-connector */
  function known(id: string): Connector {
    const connector = parts.connectors.get(id);
    if (connector === undefined) throw exchangeProblems['unknown-connector']();
    return connector;
  }

  /** The connector's row, where the tenant has one. @throws Problem exchange.unknown-connector */
  async function locked(tx: Tx, id: string): Promise<ConnectorRow> {
    known(id);
    const row = await lockConnector(tx, id);
    if (row === undefined) throw exchangeProblems['unknown-connector']();
    return row;
  }

  function secretsOf(connector: Connector, row: ConnectorRow | undefined, tenantId: number) {
    if (row?.address === 'simulator') return parts.simulators?.of(connector.id)?.secrets ?? {};
    return openConnectorSecrets(parts.sealer, tenantId, connector.id, row?.sealedSecrets ?? null);
  }

  function viewOf(
    connector: Connector,
    row: ConnectorRow | undefined,
    health: Health | undefined,
    names: ReadonlyMap<Id, Readonly<Record<string, string>>>,
    { now, tenant }: OperationContext,
  ): ConnectorView {
    const entered = secretsOf(connector, row, tenant.id);
    const secrets = Object.entries(connector.secrets).map(([name, title]) => ({
      name,
      title: { ...title },
      entered: entered[name] !== undefined,
    }));
    const at = now.epochMilliseconds;
    const breaker = row?.breaker ?? null;
    const resting = breaker === null ? 'closed' : breakerState(breaker, at);
    const used = row !== undefined && row.address !== null;
    const running = resting === 'open' ? 'resting' : resting === 'half-open' ? 'trying' : 'running';
    const state = !used
      ? 'idle'
      : row.pausedReason !== null
        ? 'paused'
        : secrets.some((one) => !one.entered)
          ? 'no-secrets'
          : running;
    return {
      id: connector.id,
      name: { ...connector.name },
      agency: { ...connector.agency.name },
      about: { ...connector.about },
      state,
      host: !used ? null : row.address === 'simulator' ? 'simulator' : new URL(row.address!).host,
      simulatorMode: row?.address === 'simulator' ? (parts.simulators?.modeOf(connector.id) ?? null) : null,
      secrets,
      secretsAt: row?.secretsAt ?? null,
      paused:
        row === undefined || row.pausedReason === null
          ? null
          : {
              reason: row.pausedReason,
              at: row.pausedAt!,
              by: row.pausedBy === null ? null : { ...names.get(row.pausedBy) },
            },
      restsUntil:
        resting === 'open' ? Temporal.Instant.fromEpochMilliseconds(Math.round(breaker!.openUntil!)).toString() : null,
      failuresInRow: breaker?.failures ?? 0,
      lastAnswered: health?.lastAnswered ?? null,
      lastFailed: health?.lastFailed == null ? null : { at: health.lastFailed, reason: health.lastReason ?? '' },
      day: {
        calls: health?.calls ?? 0,
        failed: health?.failed ?? 0,
        refused: health?.refused ?? 0,
        p95: health?.p95 ?? null,
      },
      limits: {
        timeoutMilliseconds: connector.limits.timeoutMilliseconds,
        tries: connector.limits.tries,
        ratePerMinute: Math.round((connector.limits.rate.calls / connector.limits.rate.seconds) * 60),
      },
      calls: callFacts(connector),
    };
  }

  async function viewsOf(tx: Tx, list: readonly Connector[], context: OperationContext): Promise<ConnectorView[]> {
    const rows = new Map((await listConnectors(tx)).map((row) => [row.id, row]));
    const since = context.now.subtract({ hours: 24 }).toString();
    const ids = list.map(({ id }) => id);
    const health = new Map((await healthOf(tx, ids, since)).map((one) => [one.connector, one]));
    const pausers = [...rows.values()].flatMap(({ pausedBy }) => pausedBy ?? []);
    const names = await parts.identity.displayNames(tx, pausers);
    return list.map((one) => viewOf(one, rows.get(one.id), health.get(one.id), names as never, context));
  }

  return [
    operation({
      name: 'exchange.list-connectors',
      summary: { ar: 'الجهات المرتبطة وحال كل منها', en: 'Agencies that are asked, and how each does' },
      kind: 'query',
      who: [reads],
      route: { method: 'GET', path: '/exchange/connectors' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(ConnectorView) }),
      run: async (tx, _input, context) => ({ items: await viewsOf(tx, [...parts.connectors.values()], context) }),
    }),
    operation({
      name: 'exchange.get-connector',
      summary: { ar: 'جهة مرتبطة', en: 'One agency that is asked' },
      kind: 'query',
      who: [reads],
      route: { method: 'GET', path: '/exchange/connectors/{id}' },
      rate: 'read',
      input: Named,
      output: ConnectorView,
      run: async (tx, { id }, context) => (await viewsOf(tx, [known(id)], context))[0]!,
    }),
    operation({
      name: 'exchange.pause-connector',
      summary: { ar: 'إيقاف الربط مع جهة', en: 'Stop asking an agency' },
      kind: 'command',
      who: [manages],
      route: { method: 'POST', path: '/exchange/connectors/{id}/pause' },
      rate: 'write',
      input: z.strictObject({ id: ConnectorId, reason: plainText({ min: 3, max: 300 }) }),
      output: z.object({}),
      async run(tx, { id, reason }, { actor, now }) {
        await locked(tx, id);
        await setPause(tx, id, { reason, at: now.toString(), by: actor.partyId });
        return {};
      },
    }),
    operation({
      name: 'exchange.resume-connector',
      summary: { ar: 'استئناف الربط مع جهة', en: 'Ask an agency again' },
      kind: 'command',
      who: [manages],
      route: { method: 'POST', path: '/exchange/connectors/{id}/resume' },
      rate: 'write',
      input: Named,
      output: z.object({}),
      async run(tx, { id }) {
        await locked(tx, id);
        await setPause(tx, id, null);
        // Whoever resumes says that the agency is back: its breaker begins anew.
        await setBreaker(tx, id, null);
        return {};
      },
    }),
    operation({
      name: 'exchange.put-connector-secrets',
      summary: { ar: 'إدخال مفاتيح الربط مع جهة', en: 'Enter the secrets of a connector' },
      kind: 'command',
      who: [manages],
      route: { method: 'PUT', path: '/exchange/connectors/{id}/secrets' },
      rate: 'write',
      input: z.strictObject({ id: ConnectorId, secrets: z.record(z.string().max(40), isSecret) }),
      output: z.object({}),
      async run(tx, { id, secrets }, { tenant, now }) {
        const connector = known(id);
        const row = await locked(tx, id);
        const strange = Object.keys(secrets).find((name) => !Object.hasOwn(connector.secrets, name));
        if (strange !== undefined) throw exchangeProblems['unknown-secret']();
        const kept = openConnectorSecrets(parts.sealer, tenant.id, id, row.sealedSecrets);
        await setSecrets(
          tx,
          id,
          sealConnectorSecrets(parts.sealer, tenant.id, id, { ...kept, ...secrets }),
          now.toString(),
        );
        return {};
      },
    }),
    operation<{ id: string; call: string }, unknown, Answer<unknown>>({
      name: 'exchange.try-connector',
      summary: { ar: 'تجربة الربط مع جهة الآن', en: 'Try now whether an agency answers' },
      kind: 'command',
      who: [manages],
      route: { method: 'POST', path: '/exchange/connectors/{id}/try' },
      rate: 'bulk',
      input: z.strictObject({ id: ConnectorId, call: z.string().max(60) }),
      output: z.object({ kind: z.string(), reason: z.string().nullable(), callId: z.string() }),
      async prepare({ id, call }, { actor, tenant }) {
        const definition = known(id).calls[call];
        // Asked before the transaction in which roles are looked at again.
        if (!hasRole(actor, ...OPERATORS)) throw exchangeProblems['unknown-connector']();
        if (definition?.sample === undefined) throw exchangeProblems['no-try']();
        return (await parts.asking.askNamed(tenant, id, call, definition.sample, {
          by: { kind: 'employee', partyId: actor.partyId },
          forParty: null,
          legalBasis: TRYING,
          purpose: { ar: 'تجربة الربط ببيانات نموذجية', en: 'Trying the connector with sample data' },
        }))!;
      },
      async run(_tx, answer) {
        const reason = answer.kind === 'refused' ? answer.code : answer.kind === 'unavailable' ? answer.reason : null;
        return { kind: answer.kind, reason, callId: answer.callId };
      },
    }),
    operation({
      name: 'exchange.set-simulator-mode',
      summary: { ar: 'تغيير سلوك جهة المحاكاة', en: 'Change how a made-up agency answers' },
      kind: 'command',
      who: [manages],
      route: { method: 'PUT', path: '/exchange/connectors/{id}/simulator' },
      rate: 'write',
      input: z.strictObject({ id: ConnectorId, mode: z.enum(SIMULATOR_MODES) }),
      output: z.object({}),
      async run(tx, { id, mode }) {
        known(id);
        const row = await findConnector(tx, id);
        if (row?.address !== 'simulator' || parts.simulators?.of(id) === undefined) {
          throw exchangeProblems['no-simulator']();
        }
        parts.simulators.setMode(id, mode);
        return {};
      },
    }),
  ];
}
