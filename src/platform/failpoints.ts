/**
 * Named places where a fault test makes the program fail or die: `FAILPOINTS=after-run:throw,before-commit:kill@0.01`.
 * The number after `@` is the share of passes that fail. Without the variable a pass costs one comparison.
 */
export const FAILPOINTS = [
  'before-run',
  'after-run',
  'before-commit',
  'after-commit',
  'relay-handled',
  'relay-committed',
] as const;
export type Failpoint = (typeof FAILPOINTS)[number];

const armed: Map<string, { kind: string; share: number }> | undefined = process.env.FAILPOINTS
  ? new Map(
      process.env.FAILPOINTS.split(',').map((entry) => {
        const [name = '', action = 'throw'] = entry.split(':');
        const [kind = 'throw', share = '1'] = action.split('@');
        return [name, { kind, share: Number(share) }];
      }),
    )
  : undefined;

export function failpoint(name: Failpoint): void {
  if (armed === undefined) return;
  const action = armed.get(name);
  if (action === undefined || Math.random() >= action.share) return;
  if (action.kind === 'kill') process.kill(process.pid, 'SIGKILL');
  throw new Error(`failpoint ${name}`);
}
