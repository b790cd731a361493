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
const Input = z.record(z.string(), z.json());

const Step = z.strictObject({
  /** Since the step before, for a subject of pace 1. */
  after: Span,
  /** A code of people.json, or `crew`: whoever works for the team that has the report, or `reporter`. */
  by: z.string(),
  do: z.string(),
  input: Input.default({}),
  /** Sends it to the team its routing names. */
  team: z.literal('routed').optional(),
  /** Brings the evidence categories ask for: pictures of before and after, the position, what was done. */
  proof: z.literal(true).optional(),
});
type Step = z.infer<typeof Step>;

const Subject = {
  ago: Span,
  story: z.string(),
  /** How slow everything was: 2 is twice as slow as the story says. */
  pace: z.number().positive().default(1),
};

const SampleReport = z.strictObject({
  ...Subject,
  category: z.string(),
  /** Longitude and latitude. */
  at: z.tuple([z.number(), z.number()]),
  text: z.string(),
  done: z.string().optional(),
  agency: z.string().optional(),
  rating: z.int().min(1).max(5).optional(),
});
type SampleReport = z.infer<typeof SampleReport>;

const SampleApplication = z.strictObject({
  ...Subject,
  service: z.string(),
  by: z.string(),
  /** Answers by the pages that ask for them. */
  pages: z.record(z.string(), Input),
  /** Answers that are a day before it was sent, by page: how many days. */
  daysBefore: z.record(z.string(), z.record(z.string(), z.int())).default({}),
  /** Fields that ask for a file, by page. */
  files: z.record(z.string(), z.array(z.string())).default({}),
});
type SampleApplication = z.infer<typeof SampleApplication>;

/** A demonstration city's recent past: reports and applications, and what sample people did about them. */
const SampleLife = z.strictObject({
  note: z.record(z.string(), z.string()),
  /** How far back it begins. */
  days: z.int().positive(),
  /** Which of the folder's pictures shows reports of a category, or of a group by the letters its categories begin with. */
  pictures: z.record(z.string(), z.string()),
  stories: z.record(z.string(), z.array(Step)),
  reports: z.array(SampleReport),
  applications: z.array(SampleApplication),
});

/** One thing somebody did. */
interface Deed {
  readonly at: Temporal.Instant;
  readonly happens: () => Promise<unknown>;
}

/** What `identity.open-session` is given where a sample person signs in without the provider's pages. */
export const sampleSession = ({ kind, nationalId }: { kind: string; nationalId: string }, token: string) => ({
  tokenDigest: createHash('sha256').update(token).digest('base64url'),
  segment: kind === 'employee' ? 'employee' : 'individual',
  identifiers: [{ kind: nationalId.startsWith('1') ? 'NATIONAL_ID' : 'IQAMA', value: nationalId }],
  name: null,
  secondFactorProved: kind === 'employee',
  device: '',
});

export interface SampleLifeUse {
  readonly tenant: Tenant;
  /** The program as it runs: there people sign in, who have their roles since today only. */
  readonly today: Composition;
  /** The same program by another clock. */
  readonly composed: (now: () => Temporal.Instant) => Composition;
  readonly signal: AbortSignal;
  readonly folder?: string;
}

/**
 * Lets the sample people of a new demonstration city live through its recent past, so that nobody who tries it meets an
 * empty map: every deed is an operation of the program at the moment it is said to have happened, and is refused as any
 * other would be. Returns how many deeds there were; none where the tenant's folder brings no sample-life.json.
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
  const nobody = anonymous(tenant.id);

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
    await today.callAsSystem(tenant, 'identity.open-session', sampleSession(person, token));
    const { actor } = (await today.identity.api.actorFor(token, tenant, 'web'))!;
    actors.set(code, actor);
    return actor;
  }

  const crewOf = (team: string): string =>
    people.find(({ teams, roles }) => teams?.includes(team) && roles?.some(({ role }) => role === 'crew'))?.code ??
    'supervisor-1';

  const pictureOf = (category: string): string | undefined =>
    life.pictures[category] ?? life.pictures[category.split('-')[0]!];

  async function upload(actor: Actor, picture: string): Promise<{ id: string; secret?: string }> {
    const { id, claim } = await call<{ id: string; claim: string | null }>(actor, 'documents.upload-photo', {
      bytes: readFileSync(path(`sample-pictures/${picture}.webp`)),
      declaredType: 'image/webp',
    });
    return claim === null ? { id } : { id, secret: claim };
  }

  /** What happened to a subject: that it began, and its story. */
  function deedsOf(
    { ago, story, pace }: SampleReport | SampleApplication,
    begin: Deed['happens'],
    take: (step: Step) => Promise<unknown>,
  ): Deed[] {
    let at = end.subtract(ago);
    const steps = life.stories[story]!.map((step) => {
      at = at.add({ minutes: Math.round(step.after.total('minutes') * pace) });
      return { at, happens: () => take(step) };
    });
    return [{ at: end.subtract(ago), happens: begin }, ...steps];
  }

  function reportDeeds(report: SampleReport): Deed[] {
    const picture = pictureOf(report.category);
    const [longitude, latitude] = report.at;
    const position = { longitude, latitude };
    const photos: { id: string; secret?: string }[] = [];
    let made: { id: string; number: string; trackingCode: string };
    let team: string;

    async function file(): Promise<void> {
      if (picture !== undefined) photos.push(await upload(nobody, `${picture}-before`));
      const { category, text: description } = report;
      made = await call(nobody, 'reports.submit', { category, location: position, description, photos });
      ({ team } = await call<{ team: string }>(await actorOf('supervisor-1'), 'cases.get-case', { id: made.id }));
    }

    function answer({ do: action, input: given }: Step): Promise<unknown> {
      const { number, trackingCode: code } = made;
      const input = action === 'confirm' ? { ...given, satisfaction: report.rating ?? 5 } : given;
      return call(nobody, 'reports.respond', { number, code, action, input });
    }

    async function prove(actor: Actor, act: object): Promise<void> {
      const after = picture === undefined ? [] : [await upload(actor, `${picture}-after`)];
      const input = { closingPosition: position, resolution: report.done };
      await call(actor, 'reports.act', { ...act, input, photos: { photosAfter: after } });
      photos.push(...after);
      // What the public sees was looked at, as the city asks for pictures.
      const { text: wording } = report;
      const shown = { id: made.id, textShown: true, wording, photos: photos.map(({ id }) => id) };
      await call(await actorOf('supervisor-1'), 'reports.moderate', shown);
    }

    return deedsOf(report, file, async (step) => {
      if (step.by === 'reporter') return answer(step);
      const actor = await actorOf(step.by === 'crew' ? crewOf(team) : step.by);
      const act = { id: made.id, action: step.do };
      if (step.proof) return prove(actor, act);
      const agency = step.do === 'handOver' ? { agency: report.agency } : {};
      const input = step.team === undefined ? step.input : { ...step.input, team };
      return call(actor, 'reports.act', { ...act, ...agency, input });
    });
  }

  function applicationDeeds(application: SampleApplication): Deed[] {
    const { service, by, pages, daysBefore, files } = application;
    let id: string;
    const day = (days: number) => clock.toZonedDateTimeISO(tenant.timeZone).toPlainDate().subtract({ days }).toString();

    async function apply(): Promise<void> {
      const actor = await actorOf(by);
      const started = await call<{ id: string }>(actor, 'services.start-draft', { service });
      const draft = { id: started.id };
      for (const [page, answers] of Object.entries(pages)) {
        const { version } = await call<{ version: number }>(actor, 'services.get-draft', draft);
        const dates = Object.entries(daysBefore[page] ?? {}).map(([field, days]) => [field, day(days)]);
        const given: [string, { id: string }[]][] = [];
        for (const field of files[page] ?? []) given.push([field, [await upload(actor, 'paper')]]);
        const input = { ...answers, ...Object.fromEntries(dates) };
        await call(actor, 'services.save-page', { ...draft, page, input, files: Object.fromEntries(given), version });
      }
      const open = await call<{ service: { version: number } }>(actor, 'services.get-draft', draft);
      const sent = { ...draft, declared: true, serviceVersion: open.service.version };
      ({ id } = await call<{ id: string }>(actor, 'services.submit-draft', sent));
    }

    return deedsOf(application, apply, async ({ by: who, do: action, input }) =>
      call(await actorOf(who), 'services.act', { id, action, input }),
    );
  }

  /** What deadlines bring about until then. */
  async function passTime(until: Temporal.Instant): Promise<void> {
    clock = until;
    for (let more = true; more; ) {
      ({ more } = await composition.callAsSystem<{ more: boolean }>(tenant, 'cases.tick-clocks', {}));
    }
  }

  const past = [...life.reports.flatMap(reportDeeds), ...life.applications.flatMap(applicationDeeds)]
    .filter(({ at }) => Temporal.Instant.compare(at, end) < 0)
    .sort((a, b) => Temporal.Instant.compare(a.at, b.at));
  let done = 0;
  try {
    for (const { at, happens } of past) {
      if (signal.aborted) break;
      await passTime(at);
      await happens();
      done += 1;
    }
    clock = Temporal.Now.instant();
    for (const actor of actors.values()) {
      await call(actor, 'identity.revoke-session', { sessionId: actor.sessionId });
    }
  } finally {
    composition.live.stop();
    await composition.printer.close();
  }
  return done;
}
