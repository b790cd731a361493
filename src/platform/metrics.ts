import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** One operation done or refused, with its seconds. */
  operation(name: string, outcome: string, seconds: number): void;
  request(kind: string, status: number, seconds: number): void;
  relayed(count: number): void;
}

/** Prometheus metrics of this process. Labels are names of operations and outcomes, never of people. */
export function createMetrics(pool: { totalCount: number; idleCount: number; waitingCount: number }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const operations = new Histogram({
    name: 'amanah_operation_seconds',
    help: 'Time from call to commit by operation and outcome',
    labelNames: ['operation', 'outcome'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const requests = new Histogram({
    name: 'amanah_http_request_seconds',
    help: 'Time to answer HTTP requests by kind and status',
    labelNames: ['kind', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const relayed = new Counter({ name: 'amanah_relayed_events_total', help: 'Events handed to subscribers', registers });
  new Gauge({
    name: 'amanah_database_connections',
    help: 'Database connections of this process by state',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'open' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'awaited' }, pool.waitingCount);
    },
  });
  return {
    registry,
    operation: (operation, outcome, seconds) => operations.observe({ operation, outcome }, seconds),
    request: (kind, status, seconds) => requests.observe({ kind, status: String(status) }, seconds),
    relayed: (count) => relayed.inc(count),
  };
}
