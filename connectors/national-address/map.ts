import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import { identifierSchema } from '#kernel/identifier-schema.ts';
import { isPoint } from '#kernel/place.ts';
import { type AgencyAnswer, BrokenAnswer, type Mapped } from '#modules/exchange/api.ts';

export const NationalAddress = z.object({
  shortAddress: z.string(),
  buildingNumber: z.string(),
  additionalNumber: z.string().nullable(),
  postalCode: z.string(),
  street: z.string(),
  district: z.string(),
  city: z.string(),
  /** One line, as it is written on an envelope. */
  line: z.string(),
  /** Longitude and latitude (WGS 84). */
  point: z.object({ longitude: z.number(), latitude: z.number() }),
});
export type NationalAddress = z.infer<typeof NationalAddress>;

const Text = plainText({ max: 120 });
const Coordinate = z.union([z.number(), z.string().regex(/^-?\d{1,3}(\.\d{1,12})?$/)]).transform(Number);

const Listed = z.object({
  ShortAddress: identifierSchema('SHORT_ADDRESS'),
  BuildingNumber: identifierSchema('BUILDING_NO'),
  AdditionalNumber: identifierSchema('ADDITIONAL_NO').nullish(),
  PostCode: identifierSchema('POSTAL'),
  Street: Text,
  District: Text,
  City: Text,
  Longitude: Coordinate,
  Latitude: Coordinate,
  IsPrimaryAddress: z.union([z.boolean(), z.string()]).optional(),
});
const Page = z.object({ success: z.boolean(), Addresses: z.array(z.unknown()).max(500).nullish() });

/** @throws BrokenAnswer */
function addressesIn({ status, body }: AgencyAnswer): z.infer<typeof Listed>[] | undefined {
  if (status === 404) return undefined;
  if (status >= 400) return undefined;
  const page = Page.safeParse(body);
  if (!page.success) throw new BrokenAnswer('no page of the address register');
  const list = page.data.Addresses ?? [];
  if (!page.data.success || list.length === 0) return undefined;
  const read = z.array(Listed).safeParse(list);
  if (!read.success) throw new BrokenAnswer(`no address at ${read.error.issues[0]?.path.join('.')}`);
  for (const { Longitude, Latitude, ShortAddress, BuildingNumber } of read.data) {
    if (!isPoint(Longitude, Latitude)) throw new BrokenAnswer('a place that is none');
    // The last four of a short address are the building's number.
    if (ShortAddress.slice(-4) !== BuildingNumber)
      throw new BrokenAnswer('another building than the short address says');
  }
  return read.data;
}

const addressOf = (one: z.infer<typeof Listed>): NationalAddress => ({
  shortAddress: one.ShortAddress,
  buildingNumber: one.BuildingNumber,
  additionalNumber: one.AdditionalNumber ?? null,
  postalCode: one.PostCode,
  street: one.Street,
  district: one.District,
  city: one.City,
  line: `${one.BuildingNumber} ${one.Street}، ${one.District}، ${one.City} ${one.PostCode}`,
  point: { longitude: one.Longitude, latitude: one.Latitude },
});

/** The address of a short form; `not-found` for one the register does not have. @throws BrokenAnswer */
export function readByShortAddress(answer: AgencyAnswer, asked: { shortAddress: string }): Mapped<NationalAddress> {
  const found = addressesIn(answer);
  if (found === undefined) return { kind: 'refused', code: 'not-found' };
  const one = found.find(({ ShortAddress }) => ShortAddress === asked.shortAddress);
  if (one === undefined) throw new BrokenAnswer('another address than was asked for');
  return { kind: 'answered', value: addressOf(one) };
}

/** The main address of a registration, else its first. @throws BrokenAnswer */
export function readOfEstablishment(answer: AgencyAnswer): Mapped<NationalAddress> {
  const found = addressesIn(answer);
  if (found === undefined) return { kind: 'refused', code: 'not-found' };
  const main = found.find(({ IsPrimaryAddress }) => IsPrimaryAddress === true || IsPrimaryAddress === 'true');
  return { kind: 'answered', value: addressOf(main ?? found[0]!) };
}
