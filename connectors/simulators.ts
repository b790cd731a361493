import type { SimulatorMode } from '#modules/exchange/api.ts';
import { commercialRegisterSimulator } from './commercial-register/simulator.ts';
import { nationalAddressSimulator } from './national-address/simulator.ts';
import { sadadSimulator } from './sadad/simulator.ts';
import { type Simulator, type SimulatorDefinition, type SimulatorSurroundings, startSimulator } from './simulator.ts';
import { smsSimulator } from './sms/simulator.ts';

/** The made-up agency of each connector. */
const SIMULATORS: readonly SimulatorDefinition[] = [
  commercialRegisterSimulator,
  nationalAddressSimulator,
  sadadSimulator,
  smsSimulator,
];

/** Made-up agencies that run, by the connector they stand in for. */
export interface RunningSimulators {
  of(connector: string): Simulator | undefined;
  modeOf(connector: string): SimulatorMode | undefined;
  setMode(connector: string, mode: SimulatorMode): void;
  stop(): Promise<void>;
}

/** Starts a made-up agency for every connector, on ports of this machine that are free. */
export async function startSimulators(surroundings: SimulatorSurroundings = {}): Promise<RunningSimulators> {
  const running = new Map<string, Simulator>();
  for (const definition of SIMULATORS)
    running.set(definition.connector, await startSimulator(definition, surroundings));
  return {
    of: (connector) => running.get(connector),
    modeOf: (connector) => running.get(connector)?.mode,
    setMode(connector, mode) {
      const simulator = running.get(connector);
      if (simulator !== undefined) simulator.mode = mode;
    },
    async stop() {
      await Promise.all([...running.values()].map((simulator) => simulator.stop()));
    },
  };
}
