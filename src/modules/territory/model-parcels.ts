import { z } from 'zod';
import { isLandUse, LAND_USES, type LandUse, LONGEST_PARCEL_NUMBER, type Parcel } from '#kernel/parcel.ts';
import type { Bilingual } from '#kernel/text.ts';
import { PointSchema, TextSchema } from './model.ts';

/** Why no parcel is found; said beside the field that asks for one, and by the operation that looks one up. */
export const PARCEL_FAULTS = {
  'unknown-plan': {
    ar: 'لا يوجد في سجل القطع مخطط بهذا الرقم. اكتب رقم المخطط كما في الصك، مثل 9/901.',
    en: 'The register of parcels has no plan of this number. Write it as in the deed, such as 9/901.',
  },
  'unknown-parcel': {
    ar: 'لا توجد قطعة بهذا الرقم في هذا المخطط. راجع رقم القطعة في الصك.',
    en: 'This plan has no parcel of this number. Check the number of the parcel in the deed.',
  },
  'no-parcel-here': {
    ar: 'لا توجد في هذا الموضع قطعة مسجلة. اختر موضعًا داخل حدود قطعة.',
    en: 'There is no registered parcel at this place. Choose a place within the border of one.',
  },
  'parcel-outside': {
    ar: 'هذه القطعة خارج نطاق البلدية، فتقدم إلى البلدية التي تقع فيها.',
    en: 'This parcel lies outside the municipality; apply to the one it lies in.',
  },
} as const satisfies Record<string, Bilingual>;
export type ParcelFault = keyof typeof PARCEL_FAULTS;

export const LandUseSchema = z.enum(Object.keys(LAND_USES) as [LandUse, ...LandUse[]]).refine(isLandUse);

const Position = z.tuple([z.number(), z.number()]);

export const ParcelSchema = PointSchema.extend({
  plan: z.string(),
  number: z.string(),
  squareMetres: z.number(),
  landUse: LandUseSchema,
  district: z.string().nullable(),
  districtName: TextSchema,
  municipality: z.string().nullable(),
  municipalityName: TextSchema,
  /** Corners of the border, the first one not repeated. */
  points: z.array(Position),
  approximate: z.boolean(),
});

/** A parcel as it goes over the wire. */
export const parcelView = (parcel: Parcel): z.output<typeof ParcelSchema> => ({
  ...parcel,
  districtName: { ...parcel.districtName } as Record<string, string>,
  municipalityName: { ...parcel.municipalityName } as Record<string, string>,
  points: parcel.points.map(([longitude, latitude]) => [longitude, latitude]),
});

export const ParcelNumber = z.string().trim().min(1).max(LONGEST_PARCEL_NUMBER);

/** The most features of one import; the command line sends a file in parts. */
export const MOST_PARCELS = 2_000;
