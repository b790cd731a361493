import { z } from 'zod';
import { hasRole } from '#kernel/actor.ts';
import { digestOf } from '#platform/canonical.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { staff, system, tenantRole } from '#platform/policy.ts';
import { type AppointmentOffice, AppointmentOffices, OfficeRules } from './model.ts';
import { type ServiceParts, WordsView } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { insertOffices, knownOffices, lockOffice, newestOffices } from './store-appointments.ts';

export const OfficeView = z.object({
  code: z.string(),
  name: WordsView,
  address: WordsView.nullable(),
  team: z.string(),
  kinds: z.array(z.string()),
  slotMinutes: z.int(),
  capacity: z.int(),
  leadHours: z.int(),
  horizonDays: z.int(),
  cutOffHours: z.int(),
  /** Whether the reader may close slots here. */
  mayClose: z.boolean(),
});

export const AppointmentDesk = z.object({
  version: z.int(),
  /** Whether the reader may set capacity and times. */
  maySet: z.boolean(),
  offices: z.array(OfficeView),
});
export type AppointmentDesk = z.infer<typeof AppointmentDesk>;

const SETS = ['administrator', 'supervisor'] as const;

type Reader = Pick<OperationContext, 'actor'>;

/** Whether an employee may close slots of an office: one of its team, or whoever answers for all. */
export const mayClose = ({ actor }: Reader, { team }: AppointmentOffice): boolean =>
  hasRole(actor, ...SETS) || (actor.teams.includes(team) && hasRole(actor, 'officer', 'team-lead', 'department-head'));

function mayRead({ cases }: Pick<ServiceParts, 'cases'>, { actor }: Reader, { team }: AppointmentOffice): boolean {
  const reach = cases.reachOf(actor);
  return reach !== undefined && (!('teams' in reach) || reach.teams.includes(team));
}

export const officeView = (reader: Reader, office: AppointmentOffice): z.infer<typeof OfficeView> => ({
  code: office.code,
  name: office.name,
  address: office.address ?? null,
  team: office.team,
  kinds: office.kinds,
  slotMinutes: office.slotMinutes,
  capacity: office.capacity,
  leadHours: office.leadHours,
  horizonDays: office.horizonDays,
  cutOffHours: office.cutOffHours,
  mayClose: mayClose(reader, office),
});

/** @throws Problem services.office-not-found, also for one that the reader has no part in */
export async function officeOf(
  parts: Pick<ServiceParts, 'cases'>,
  tx: Tx,
  reader: Reader,
  code: string,
): Promise<AppointmentOffice> {
  const office = (await newestOffices(tx))?.document.offices.find((one) => one.code === code);
  if (office === undefined || !mayRead(parts, reader, office)) throw serviceProblems['office-not-found']();
  return office;
}

async function put(tx: Tx, document: AppointmentOffices, digest: Uint8Array | null, now: Temporal.Instant) {
  const version = ((await newestOffices(tx))?.version ?? 0) + 1;
  await insertOffices(tx, version, document, digest, now.toString());
  return version;
}

/** The offices that hold appointments: entered by the tenant's folder, set by its officers. */
export function appointmentOfficeOperations(parts: ServiceParts): Operation[] {
  const { identity } = parts;
  return [
    operation({
      name: 'services.put-appointment-offices',
      summary: { ar: 'إدخال مكاتب المواعيد', en: 'Enter the offices that hold appointments' },
      kind: 'command',
      who: [tenantRole('administrator'), system()],
      route: { method: 'PUT', path: '/appointment-offices' },
      rate: 'write',
      input: z.strictObject({ document: AppointmentOffices }),
      output: z.object({ version: z.int(), changed: z.boolean() }),
      async run(tx, { document }, { now }) {
        const digest = digestOf(document);
        if (await knownOffices(tx, digest)) {
          return { version: (await newestOffices(tx))!.version, changed: false };
        }
        const teams = await identity.teams(tx);
        const strange = document.offices.find(({ team }) => !teams.some(({ code }) => code === team));
        if (strange !== undefined) throw serviceProblems['team-unknown']({ values: { team: strange.team } });
        return { version: await put(tx, document, digest, now), changed: true };
      },
    }),
    operation({
      name: 'services.set-appointment-office',
      summary: { ar: 'ضبط سعة مكتب المواعيد وأوقاته', en: 'Set capacity and times of an office of appointments' },
      kind: 'command',
      who: [tenantRole('administrator'), tenantRole('supervisor')],
      route: { method: 'PATCH', path: '/appointment-offices/{code}' },
      rate: 'write',
      input: z.strictObject({
        code: z.string().max(40),
        ...OfficeRules,
        /** The version the writer saw. */
        version: z.coerce.number().pipe(z.int32().positive()),
      }),
      output: z.object({ version: z.int() }),
      async run(tx, { code, version, ...rules }, context) {
        await lockOffice(tx, '');
        const held = await newestOffices(tx);
        await officeOf(parts, tx, context, code);
        if (held!.version !== version) throw serviceProblems['office-changed']({ extra: { version: held!.version } });
        const offices = held!.document.offices.map((one) => (one.code === code ? { ...one, ...rules } : one));
        return { version: await put(tx, { ...held!.document, offices }, null, context.now) };
      },
    }),
    operation({
      name: 'services.list-appointment-offices',
      summary: { ar: 'مكاتب المواعيد التي أعمل فيها', en: 'The offices of appointments I work for' },
      kind: 'query',
      who: [staff()],
      route: { method: 'GET', path: '/appointment-offices' },
      rate: 'read',
      input: z.strictObject({}),
      output: AppointmentDesk,
      async run(tx, _, context) {
        const held = await newestOffices(tx);
        const offices = (held?.document.offices ?? []).filter((office) => mayRead(parts, context, office));
        return {
          version: held?.version ?? 0,
          maySet: hasRole(context.actor, ...SETS),
          offices: offices.map((office) => officeView(context, office)),
        };
      },
    }),
  ];
}
