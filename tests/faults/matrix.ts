import type { Problem } from '#kernel/problem.ts';
import type { Operation } from '#platform/operations.ts';
import { restRequest } from '../support/send.ts';
import { inputFor, namesRecord } from './matrix-inputs.ts';
import type { Canaries, Owner, Records, Which } from './matrix-records.ts';
import type { Role } from './matrix-roles.ts';
import type { World } from './matrix-world.ts';
import { isProblem } from './problem-shape.ts';

export interface Cell {
  readonly role: Role;
  readonly operation: Operation;
  readonly which: Which;
  readonly status: number;
  /** Of the refusal; `done` otherwise. */
  readonly code: string;
  readonly body: string;
}

export const WHICH: readonly Which[] = ['own', 'other', 'foreign', 'missing'];

const ownerOf = (role: Role, which: Which): Owner | null =>
  which === 'missing' ? null : which === 'foreign' ? 'foreign' : role[which];

/** The records a cell names: a code only where it is the caller's own. */
function recordsOf(world: World, role: Role, which: Which): Records {
  const owner = ownerOf(role, which);
  const found = owner === null ? world.missing : world.records[owner];
  const told = which === 'own' && role.headers !== null && role.reads(role.own, 'description');
  return told ? found : { ...found, code: undefined };
}

/** Asks one cell of the matrix: over HTTP, or as the system through the pipeline. */
export async function ask(world: World, role: Role, operation: Operation, which: Which): Promise<Cell> {
  const others = world.records[role.own === 'first' ? 'body' : 'first'];
  const input = inputFor(operation, recordsOf(world, role, which), others);
  if (role.headers === null) {
    try {
      const { output } = await world.city.composition.pipeline.call({
        operation: operation.name,
        input: JSON.parse(JSON.stringify(input)),
        actor: role.actor,
        tenant: world.city.eastern,
        requestId: 'matrix-system',
      });
      return { role, operation, which, status: 200, code: 'done', body: JSON.stringify(output) };
    } catch (error) {
      const { status = 500, code = String(error), text = {} } = error as Partial<Problem>;
      return { role, operation, which, status, code, body: JSON.stringify({ ...(error as object), code, text }) };
    }
  }
  const request = restRequest(operation, input);
  const answer = await world.city.send({ ...request, headers: { ...request.headers, ...role.headers } });
  const code = answer.status === 200 ? 'done' : codeOf(answer.body);
  return { role, operation, which, status: answer.status, code, body: answer.body };
}

function codeOf(body: string): string {
  try {
    return (JSON.parse(body) as { code: string }).code;
  } catch {
    return body.slice(0, 200);
  }
}

/** Every role × every operation × every kind of record; nothing that is done is kept. */
export async function fillMatrix(world: World, roles: readonly Role[] = world.roles): Promise<Cell[]> {
  world.undo.on = true;
  try {
    const cells: Cell[] = [];
    for (const role of roles) {
      const wanted = world.city.composition.operations.flatMap((operation) =>
        (namesRecord(operation) ? WHICH : (['own'] as const)).map((which) => ({ operation, which })),
      );
      const queue = [...wanted];
      const client = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          cells.push(await ask(world, role, next.operation, next.which));
        }
      };
      await Promise.all(Array.from({ length: role.headers === null ? 1 : 4 }, client));
    }
    return cells;
  } finally {
    world.undo.on = false;
  }
}

const described = ({ role, operation, which, status, code }: Cell, fault: string): string =>
  `${role.name} · ${operation.name} · ${which}: ${fault} (${status} ${code})`;

/** Whether any grant could let this actor in, by what the operation table says. */
const granted = ({ role, operation }: Cell): boolean =>
  (role.mayCall?.(operation.name) ?? true) && operation.who.some((grant) => grant.allows(role.actor));

const OF_ONE_PERSON = [
  'identity.revoke-session',
  'identity.choose-mandate',
  'identity.remove-credential',
  'services.get-draft',
  'services.get-draft-rules',
  'services.save-page',
  'services.discard-draft',
  'services.submit-draft',
  'services.ask-signatures',
  'services.get-application',
  'services.list-slots',
  'services.get-appointment-file',
];
/** They name what everybody may see. */
const OF_EVERYBODY = [
  'reports.get-public',
  'reports.follow',
  'reports.unfollow',
  'reports.get-following',
  'reports.request-follow',
  'reports.flag-content',
];

/** Whether a cell names what is neither the caller's own nor in their reach. */
function outOfReach({ role, operation: { name }, which }: Cell): boolean {
  if (OF_EVERYBODY.includes(name)) return false;
  if (OF_ONE_PERSON.includes(name)) return role.headers !== null;
  return /^(cases|reports|documents)\./.test(name) && !role.reads(ownerOf(role, which)!, 'description');
}

/** What is wrong with the answers of a matrix, each in words; none when everybody got what is theirs. */
export function faultsOf(world: World, cells: readonly Cell[]): string[] {
  const faults: string[] = [];
  const missing = new Map(
    cells.filter(({ which }) => which === 'missing').map((cell) => [`${cell.role.name} ${cell.operation.name}`, cell]),
  );
  for (const cell of cells) {
    const { role, operation, which, status, code, body } = cell;
    if (status >= 500) faults.push(described(cell, 'an answer of 500 or more'));
    if (status >= 400 && role.headers !== null && !isProblem(body)) faults.push(described(cell, 'no refusal in words'));
    if (!granted(cell)) {
      const confined = role.mayCall?.(operation.name) === false;
      const expected = role.actor.kind === 'anonymous' && !confined ? 401 : 403;
      if (status !== expected) faults.push(described(cell, `expected ${expected}`));
    } else if (status === 401 && !/sign-in/.test(code)) faults.push(described(cell, 'let in by the table, sent away'));
    if (which === 'foreign') {
      const none = missing.get(`${role.name} ${operation.name}`);
      if (none !== undefined && (none.status !== status || none.code !== code)) {
        faults.push(described(cell, `told apart from a missing one (${none.status} ${none.code})`));
      }
    }
    if (which === 'other' && granted(cell) && outOfReach(cell)) {
      const none = missing.get(`${role.name} ${operation.name}`);
      if (none !== undefined && (none.status !== status || none.code !== code)) {
        faults.push(described(cell, `not theirs, yet told apart from a missing one (${none.status} ${none.code})`));
      }
    }
    if (which === 'missing' && status === 200) faults.push(described(cell, 'done to what is not there'));
    for (const seen of canariesIn(world, body)) {
      if (!role.reads(seen.owner, seen.canary)) {
        faults.push(described(cell, `shows ${seen.canary} of the ${seen.owner} case`));
      }
    }
  }
  return faults;
}

export interface Seen {
  readonly owner: Owner;
  readonly canary: keyof Canaries;
}

/** The canaries a text holds. */
export function canariesIn(world: World, text: string): Seen[] {
  return Object.entries(world.canaries).flatMap(([owner, texts]) =>
    Object.entries(texts).flatMap(([canary, planted]) =>
      text.includes(planted as string) ? [{ owner: owner as Owner, canary: canary as keyof Canaries }] : [],
    ),
  );
}

/** Operations nobody managed to get done: the matrix would prove nothing about them. */
export function neverDone(world: World, cells: readonly Cell[]): string[] {
  const done = new Set(cells.filter(({ status }) => status === 200).map(({ operation }) => operation.name));
  return world.city.composition.operations.map(({ name }) => name).filter((name) => !done.has(name));
}
