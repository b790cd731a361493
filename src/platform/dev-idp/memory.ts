import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  readonly until: number;
}

const MOST = 10_000;

/** Keeps what the provider has under way in this process, each entry until its own end and no more than `MOST`. */
export function memoryAdapter(now: () => number): new (model: string) => Adapter {
  const entries = new Map<string, Entry>();

  function makeRoom(): void {
    for (const [key, { until }] of entries) if (until <= now()) entries.delete(key);
    // Oldest first: a Map keeps the order of insertion.
    for (const key of entries.keys()) {
      if (entries.size < MOST) break;
      entries.delete(key);
    }
  }

  return class MemoryAdapter implements Adapter {
    readonly #model: string;

    constructor(model: string) {
      this.#model = model;
    }

    async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
      // No session of the provider's own: who comes next, on the same computer too, is asked who they are.
      if (this.#model === 'Session') return;
      if (entries.size >= MOST) makeRoom();
      entries.set(`${this.#model}:${id}`, { payload, until: now() + (expiresIn || 900) * 1000 });
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      const entry = entries.get(`${this.#model}:${id}`);
      return entry !== undefined && entry.until > now() ? entry.payload : undefined;
    }

    async findByUserCode(): Promise<undefined> {
      return undefined;
    }

    async findByUid(): Promise<undefined> {
      return undefined;
    }

    async consume(id: string): Promise<void> {
      const payload = await this.find(id);
      if (payload !== undefined) payload.consumed = Math.floor(now() / 1000);
    }

    async destroy(id: string): Promise<void> {
      entries.delete(`${this.#model}:${id}`);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
    }
  };
}
