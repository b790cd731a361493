import type { AskAgency, SimulatorMode } from './model-connectors.ts';

/** Seals texts under the installation's secret, so that a copy of the database opens nothing. */
export interface Sealer {
  sealText(tenantId: number, purpose: string, text: string): string;
  /** Undefined for what was sealed for something else or was changed. */
  openText(tenantId: number, purpose: string, sealed: string): string | undefined;
}

/** The made-up agencies of a demonstration: real servers on this machine. */
export interface Simulators {
  /** Where the one that stands in for a connector listens, and the secrets it knows. */
  of(connector: string): { readonly url: string; readonly secrets: Readonly<Record<string, string>> } | undefined;
  modeOf(connector: string): SimulatorMode | undefined;
  setMode(connector: string, mode: SimulatorMode): void;
}

/** What was sent and what came, for the exchange log. */
export interface Exchanged {
  readonly request: string;
  readonly response: string;
  readonly status: number | null;
}

export interface AgencyClient {
  /** Asks below `address`, not longer than `milliseconds` a request; `seen` is told of everything that went over the line. */
  below(address: string, milliseconds: number, seen: (exchanged: Exchanged) => void): AskAgency;
}
