import { z } from 'zod';
import { ServiceCode, Words } from './model-words.ts';

export const SERVICE_SEGMENTS = [
  'individual',
  'business',
  'government',
  'employee',
  'developer',
  'office',
  'utility',
  'institute',
  'nonprofit',
  'public',
] as const;
export const TARGET_ATTRIBUTES = [
  'disability',
  'limited_income',
  'children',
  'youth',
  'women',
  'rural',
  'older_person',
] as const;
export const SERVICE_CHANNELS = ['web', 'mobile', 'phone', 'office'] as const;

/**
 * What everybody may know of a service before they begin: the card of the catalogue. A service that can be applied for
 * here carries its own in its folder.
 */
export const ServiceCard = z.strictObject({
  code: ServiceCode,
  name: Words,
  description: Words,
  segments: z.array(z.enum(SERVICE_SEGMENTS)).min(1),
  attributes: z.array(z.enum(TARGET_ATTRIBUTES)).default([]),
  /** In order, with who takes each. */
  steps: z.array(z.strictObject({ title: Words, actor: z.string().max(40) })).min(1),
  /** What must be at hand, and where the state holds it already. */
  documents: z.array(z.strictObject({ title: Words, source: Words.optional(), when: Words.optional() })).default([]),
  terms: z.array(Words).default([]),
  /** How long it takes; absent where nobody has promised a time. */
  duration: z
    .strictObject({
      min: z.int().min(0),
      max: z.int().positive(),
      unit: z.enum(['hour', 'day', 'workingDay']),
      basis: z.enum(['verified', 'assumed']),
    })
    .optional(),
  /** What it costs, in words; the exact fee is computed from the answers. */
  cost: Words,
  channels: z.array(z.enum(SERVICE_CHANNELS)).min(1),
  axis: z.string().max(40).optional(),
  maturity: z.int().min(1).max(5).optional(),
  /** Codes of services that people need before or after this one. */
  related: z.array(ServiceCode).default([]),
  faqs: z.array(z.strictObject({ question: Words, answer: Words })).default([]),
});
export type ServiceCard = z.infer<typeof ServiceCard>;
