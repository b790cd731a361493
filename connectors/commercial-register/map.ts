import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { identifierSchema } from '#kernel/identifier-schema.ts';
import { type AgencyAnswer, BrokenAnswer, type Mapped } from '#modules/exchange/api.ts';

const Person = z.object({
  name: z.string(),
  /** National ID or resident ID; null for a body, and for a number of another kind. */
  number: z.string().nullable(),
  role: z.enum(['owner', 'manager']),
});

export const Establishment = z.object({
  crNumber: z.string(),
  unifiedNumber: z.string().nullable(),
  name: z.string(),
  status: z.enum(['active', 'suspended', 'expired', 'struck-off']),
  issuedOn: z.iso.date().nullable(),
  /** Until when the registration is confirmed; null where the register names none. */
  validUntil: z.iso.date().nullable(),
  city: z.string().nullable(),
  /** Codes of ISIC 4 as the register writes them, six digits. */
  activities: z.array(z.object({ code: z.string(), name: z.string() })),
  people: z.array(Person),
});
export type Establishment = z.infer<typeof Establishment>;

const Text = plainText({ max: 300 });
const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}/)
  .transform((text) => text.slice(0, 10))
  .pipe(z.iso.date());
const Party = z.object({
  name: Text,
  identity: z
    .object({ id: z.union([z.string(), z.number()]).transform(String), typeName: z.string() })
    .partial()
    .nullish(),
});

/** The register's own words, as far as they are used. Whatever is not so is no answer of the register. */
const FullInfo = z.object({
  crNumber: z.union([z.string(), z.number()]).transform(String).pipe(identifierSchema('CR')),
  crNationalNumber: z.union([z.string(), z.number()]).transform(String).pipe(identifierSchema('UNIFIED_700')).nullish(),
  name: Text,
  issueDateGregorian: Day.nullish(),
  headquarterCityName: Text.nullish(),
  status: z.object({ id: z.int(), confirmationDate: z.object({ gregorian: Day }).nullish() }),
  activities: z
    .array(
      z.object({ id: z.union([z.string(), z.number()]).transform(String).pipe(identifierSchema('ISIC')), name: Text }),
    )
    .max(500),
  parties: z.array(Party).max(500).default([]),
  management: z.object({ managers: z.array(Party).max(500).default([]) }).nullish(),
});

const STATUS: Readonly<Record<number, Establishment['status']>> = {
  1: 'active',
  2: 'suspended',
  3: 'expired',
  4: 'struck-off',
};

const numberOf = (id: string | undefined): string | null => {
  for (const kind of ['NATIONAL_ID', 'IQAMA'] as const) {
    const parsed = identifierSchema(kind).safeParse(id ?? '');
    if (parsed.success) return parsed.data;
  }
  return null;
};

/** The register's answer as an establishment; `not-found` for a number it does not know. @throws BrokenAnswer */
export function readEstablishment({ status, body }: AgencyAnswer, asked: { crNumber: string }): Mapped<Establishment> {
  if (status === 404) return { kind: 'refused', code: 'not-found' };
  if (status >= 400) return { kind: 'refused', code: 'not-answered' };
  const info = FullInfo.safeParse(body);
  if (!info.success) throw new BrokenAnswer(`no record of the register at ${info.error.issues[0]?.path.join('.')}`);
  const { data } = info;
  if (data.crNumber !== asked.crNumber) throw new BrokenAnswer('another registration than was asked for');
  const state = STATUS[data.status.id];
  if (state === undefined) throw new BrokenAnswer(`unknown status ${data.status.id}`);
  const people = (list: readonly z.infer<typeof Party>[], role: 'owner' | 'manager') =>
    list.map(({ name, identity }) => ({ name, number: numberOf(identity?.id), role }));
  return {
    kind: 'answered',
    value: {
      crNumber: data.crNumber,
      unifiedNumber: data.crNationalNumber ?? null,
      name: data.name,
      status: state,
      issuedOn: data.issueDateGregorian ?? null,
      validUntil: data.status.confirmationDate?.gregorian ?? null,
      city: data.headquarterCityName ?? null,
      activities: data.activities.map(({ id, name }) => ({ code: id, name })),
      people: [...people(data.parties, 'owner'), ...people(data.management?.managers ?? [], 'manager')],
    },
  };
}
