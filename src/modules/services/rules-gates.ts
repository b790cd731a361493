import { GATES, type Gate, type GateEntry } from './model.ts';

/** People who must sign that a gate is passed. */
export const signersOf = (gate: Gate): number => (gate === 'approve' ? 2 : 1);

export interface GateStanding {
  readonly gate: Gate;
  readonly evidence: readonly GateEntry[];
  /** Those that were not taken back; whoever signs again signs for what stands then. */
  readonly signatures: readonly GateEntry[];
  readonly passed: boolean;
}

const people = (entries: readonly GateEntry[]): number => new Set(entries.map(({ by }) => by)).size;

/** How a service stands at each gate, by what was said there in the order it was said. */
export function standingOf(entries: readonly GateEntry[]): GateStanding[] {
  return GATES.map((gate) => {
    const here = entries.filter((entry) => entry.gate === gate);
    let signatures: GateEntry[] = [];
    for (const entry of here) {
      if (entry.kind === 'withdrawal') signatures = signatures.filter(({ by }) => by !== entry.by);
      if (entry.kind === 'signature') signatures.push(entry);
    }
    const evidence = here.filter(({ kind }) => kind !== 'signature' && kind !== 'withdrawal');
    return { gate, evidence, signatures, passed: evidence.length > 0 && people(signatures) >= signersOf(gate) };
  });
}

/** The gate a service stands before: the first that is not passed; null when all are. */
export const gateBefore = (standing: readonly GateStanding[]): Gate | null =>
  standing.find(({ passed }) => !passed)?.gate ?? null;

/** Whether every gate before this one is passed. */
export const mayPass = (standing: readonly GateStanding[], gate: Gate): boolean =>
  standing.slice(0, GATES.indexOf(gate)).every(({ passed }) => passed);

/** What a release is held to. */
export interface ReleaseGiven {
  readonly to: 'pilot' | 'everybody';
  /** What is released: signatures of assurance must be for this. */
  readonly designId: string;
  readonly revision: number;
  /** Approval and assurance given before this were for an earlier version. */
  readonly since: string;
}

/** The gates that keep a version from being released: not passed, or passed for something else. */
export function gatesMissing(standing: readonly GateStanding[], release: ReleaseGiven): Gate[] {
  const demanded = GATES.slice(0, GATES.indexOf(release.to === 'pilot' ? 'pilot' : 'launch'));
  const since = Date.parse(release.since);
  return demanded.filter((gate) => {
    const { signatures, passed } = standing.find((one) => one.gate === gate)!;
    if (!passed) return true;
    const anew = gate === 'approve' || gate === 'assure' || gate === 'pilot';
    const valid = anew ? signatures.filter(({ at }) => Date.parse(at) >= since) : signatures;
    const exact =
      gate === 'assure'
        ? valid.filter(({ designId, revision }) => designId === release.designId && revision === release.revision)
        : valid;
    return people(exact) < signersOf(gate);
  });
}
