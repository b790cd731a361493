import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Actor, anonymous } from '#kernel/actor.ts';
import { newId } from '#platform/ids.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { Composition } from './main.ts';
import { PeopleDocument } from './modules/identity/api.ts';
import { TENANTS_FOLDER } from './seed.ts';

const Span = z.string().transform((text) => Temporal.Duration.from(text));

const Step = z.strictObject({
  /** Since the step before, for a report of pace 1. */
  after: Span,
  /** A code of people.json, or `crew`: whoever works for the team that has the report, or `reporter`. */
  by: z.string(),
  do: z.string(),
  input: z.record(z.string(), z.json()).default({}),
  /** Sends it to the team its routing names. */
  team: z.literal('routed').optional(),
  /** Brings the evidence categories ask for: pictures of before and after, the position, what was done. */
  proof: z.literal(true).optional(),
});
type Step = z.infer<typeof Step>;

/** A demonstration city's recent past: reports, and what sample people did about them. */
const SampleLife = z.strictObject({
  note: z.record(z.string(), z.string()),
  /** How far back it begins. */
  days: z.int().positive(),
  /** Which of the folder's pictures shows reports of a category, or of a group by the letters its categories begin with. */
  pictures: z.record(z.string(), z.string()),
  stories: z.record(z.string(), z.array(Step)),
  reports: z.array(
    z.strictObject({
      category: z.string(),
      /** Longitude and latitude. */
      at: z.tuple([z.number(), z.number()]),
      ago: Span,
      story: z.string(),
      /** How slow everything was: 2 is twice as slow as the story says. */
      pace: z.number().positive().default(1),
      text: z.string(),
      done: z.string().optional(),
      agency: z.string().optional(),
      rating: z.int().min(1).max(5).optional(),
    }),
  ),
});
type SampleReport = z.infer<typeof SampleLife>['reports'][number];

/** One thing somebody did; without a step, that they reported. */
interface Deed {
  readonly at: Temporal.Instant;
  readonly report: SampleReport;
  readonly step: Step | undefined;
}

interface Filed {
  readonly id: string;
  readonly number: string;
  readonly trackingCode: string;
  readonly team: string;
  readonly photos: string[];
}

export interface SampleLifeUse {
  readonly tenant: Tenant;
  /** The program as it runs: there people sign in, who have their roles since today only. */
  readonly today: Composition;
  /** The same program by another clock. */
  readonly composed: (now: () => Temporal.Instant) => Composition;
  readonly signal: AbortSignal;
  readonly folder?: string;
}

/** Everything that has happened by `now`, in the order of time. */
function deedsUntil(now: Temporal.Instant, { stories, reports }: z.infer<typeof SampleLife>): Deed[] {
  const deeds = reports.flatMap((report) => {
    let at = now.subtract(report.ago);
    const steps = (stories[report.story] ?? []).map((step) => {
      const minutes = step.after.total('minutes') * report.pace;
      at = at.add({ minutes: Math.round(minutes) });
      return { at, report, step };
    });
    return [{ at: now.subtract(report.ago), report, step: undefined }, ...steps];
  });
  const past = deeds.filter(({ at }) => Temporal.Instant.compare(at, now) < 0);
  return past.sort((a, b) => Temporal.Instant.compare(a.at, b.at));
}

/**
 * Lets the sample people of a new demonstration city live through its recent past, so that nobody who tries it meets an
 * empty map: every deed is an operation of the program at the moment it is said to have happened, and is refused as any
 * other would be. Returns how many reports were made; none where the tenant's folder brings no sample-life.json.
 */
export async function liveSampleLife({
  tenant,
  today,
  composed,
  signal,
  folder = TENANTS_FOLDER,
}: SampleLifeUse): Promise<number> {
  const path = (name: string) => join(folder, tenant.key, name);
  if (!existsSync(path('sample-life.json'))) return 0;
  const read = (name: string): unknown => JSON.parse(readFileSync(path(name), 'utf8'));
  const life = SampleLife.parse(read('sample-life.json'));
  const { people } = PeopleDocument.parse(read('people.json'));

  const end = Temporal.Now.instant();
  let clock = end.subtract({ hours: life.days * 24 });
  const composition = composed(() => clock);
  const actors = new Map<string, Actor>();
  const filed = new Map<SampleReport, Filed>();

  const call = async <O>(actor: Actor, operation: string, input: unknown): Promise<O> => {
    const asked = { operation, input, actor, tenant, requestId: newId(), idempotencyKey: newId() };
    return (await composition.pipeline.call(asked)).output as O;
  };

  /** Opens a session as a sign-in would, once for each of them. */
  async function actorOf(code: string): Promise<Actor> {
    const known = actors.get(code);
    if (known !== undefined) return known;
    const person = people.find((one) => one.code === code);
    if (person === undefined) throw new Error(`people.json of ${tenant.key} has nobody called ${code}`);
    const token = randomBytes(32).toString('base64url');
    const staff = person.kind === 'employee';
    await today.callAsSystem(tenant, 'identity.open-session', {
      tokenDigest: createHash('sha256').update(token).digest('base64url'),
      segment: staff ? 'employee' : 'individual',
      identifiers: [{ kind: person.nationalId.startsWith('1') ? 'NATIONAL_ID' : 'IQAMA', value: person.nationalId }],
      name: null,
      secondFactorProved: staff,
      device: '',
    });
    const { actor } = (await today.identity.api.actorFor(token, tenant, 'web'))!;
    actors.set(code, actor);
    return actor;
  }

  const crewOf = (team: string): string =>
    people.find(({ teams, roles }) => teams?.includes(team) && roles?.some(({ role }) => role === 'crew'))?.code ??
    'supervisor-1';

  const pictureOf = (category: string): string | undefined =>
    life.pictures[category] ?? life.pictures[category.split('-')[0]!];

  async function upload(actor: Actor, { category }: SampleReport, when: 'before' | 'after') {
    const name = `${pictureOf(category)}-${when}`;
    const { id, claim } = await call<{ id: string; claim: string | null }>(actor, 'documents.upload-photo', {
      bytes: readFileSync(path(`sample-pictures/${name}.webp`)),
      declaredType: 'image/webp',
    });
    return claim === null ? { id } : { id, secret: claim };
  }

  async function file(report: SampleReport): Promise<void> {
    const reporter = anonymous(tenant.id);
    const photos = pictureOf(report.category) === undefined ? [] : [await upload(reporter, report, 'before')];
    const [longitude, latitude] = report.at;
    const made = await call<Omit<Filed, 'team' | 'photos'>>(reporter, 'reports.submit', {
      category: report.category,
      location: { longitude, latitude },
      description: report.text,
      photos,
    });
    const { team } = await call<{ team: string }>(await actorOf('supervisor-1'), 'cases.get-case', { id: made.id });
    filed.set(report, { ...made, team, photos: photos.map(({ id }) => id) });
  }

  async function take({ report, step }: Deed): Promise<void> {
    if (step === undefined) return file(report);
    const { id, number, trackingCode, team, photos } = filed.get(report)!;
    if (step.by === 'reporter') {
      const input = { ...step.input, ...(step.do === 'confirm' ? { satisfaction: report.rating ?? 5 } : {}) };
      await call(anonymous(tenant.id), 'reports.respond', { number, code: trackingCode, action: step.do, input });
      return;
    }
    const actor = await actorOf(step.by === 'crew' ? crewOf(team) : step.by);
    const input: Record<string, unknown> = { ...step.input, ...(step.team === undefined ? {} : { team }) };
    const act = { id, action: step.do, ...(report.agency && step.do === 'handOver' ? { agency: report.agency } : {}) };
    if (step.proof === undefined) {
      await call(actor, 'reports.act', { ...act, input });
      return;
    }
    const [longitude, latitude] = report.at;
    const after = photos.length === 0 ? [] : [await upload(actor, report, 'after')];
    await call(actor, 'reports.act', {
      ...act,
      input: { ...input, closingPosition: { longitude, latitude }, resolution: report.done },
      photos: { photosAfter: after },
    });
    photos.push(...after.map((one) => one.id));
    // What the public sees was looked at, as the city asks for pictures.
    await call(await actorOf('supervisor-1'), 'reports.moderate', {
      id,
      textShown: true,
      wording: report.text,
      photos,
    });
  }

  /** What deadlines bring about until then. */
  async function passTime(until: Temporal.Instant): Promise<void> {
    clock = until;
    for (let more = true; more; ) {
      ({ more } = await composition.callAsSystem<{ more: boolean }>(tenant, 'cases.tick-clocks', {}));
    }
  }

  try {
    for (const deed of deedsUntil(end, life)) {
      if (signal.aborted) break;
      await passTime(deed.at);
      await take(deed);
    }
    clock = Temporal.Now.instant();
    for (const actor of actors.values()) {
      await call(actor, 'identity.revoke-session', { sessionId: actor.sessionId });
    }
  } finally {
    composition.live.stop();
    await composition.printer.close();
  }
  return filed.size;
}
