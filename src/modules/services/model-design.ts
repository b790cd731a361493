import { z } from 'zod';
import { ServiceCode, ServiceId } from './model-words.ts';

const Loose = z.looseObject({});
const Texts = z.record(z.string(), z.string());
const Keyed = z.looseObject({ key: z.string(), title: Texts });

/**
 * A service being designed: what publishing takes, still without being held to it. Only what the designer itself must
 * find is demanded; the linter says what is missing.
 */
export const DesignDocument = z.strictObject({
  service: z.looseObject({
    id: ServiceId,
    card: z.looseObject({ code: ServiceCode, name: Texts }),
    pages: z.array(Keyed.extend({ fields: z.array(z.string()) })).max(40),
    eligible: z.array(Loose).max(40).default([]),
    declarations: z.array(Texts).max(20).default([]),
    fees: z.looseObject({ lines: z.array(Loose).max(40) }).optional(),
    correction: Loose,
    documents: z.record(z.string(), Loose).default({}),
    caseType: z.looseObject({
      id: z.string(),
      sections: z.array(Keyed.extend({ fields: z.array(Keyed.extend({ type: z.string() })).max(200) })).max(40),
      flow: z.looseObject({
        initial: z.string(),
        states: z.record(z.string(), z.looseObject({ category: z.string() })),
        actions: z.record(z.string(), z.looseObject({ title: Texts })),
      }),
      clocks: z.record(z.string(), z.looseObject({ title: Texts })).default({}),
      documents: z.record(z.string(), Loose).default({}),
      notices: z.record(z.string(), Loose).default({}),
    }),
  }),
  offer: z.looseObject({
    id: ServiceId,
    department: z.string(),
    team: z.string(),
    terms: z.record(z.string(), z.json()),
  }),
  activities: z.array(z.looseObject({ code: z.string(), title: Texts })).max(500),
});
export type DesignDocument = z.infer<typeof DesignDocument>;

/** A member of a document by the way to it: names of members and places in lists. */
export const DesignPath = z
  .array(z.union([z.string().regex(/^[A-Za-z][\w.-]{0,63}$/), z.int().min(0).max(500)]))
  .min(2)
  .max(14);
export type DesignPath = z.infer<typeof DesignPath>;

const Name = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/);

/** One change of a design. */
export const DesignEdit = z.discriminatedUnion('do', [
  /** Writes a member or an element; what is null is taken away. */
  z.strictObject({ do: z.literal('put'), path: DesignPath, value: z.json() }),
  /** Adds an element to a list, at its end unless `at` says where. */
  z.strictObject({
    do: z.literal('insert'),
    path: DesignPath,
    at: z.int().min(0).max(500).optional(),
    value: z.json(),
  }),
  z.strictObject({ do: z.literal('remove'), path: DesignPath }),
  /** Moves an element of a list to another place of it. */
  z.strictObject({ do: z.literal('move'), path: DesignPath, to: z.int().min(0).max(500) }),
  /** A question on a page, and in the section of that page's name. */
  z.strictObject({
    do: z.literal('add-field'),
    page: z.int().min(0).max(40),
    field: z.looseObject({ key: Name, type: z.string().max(20), title: Texts }),
  }),
  /** Takes a question away, from its page too. */
  z.strictObject({ do: z.literal('remove-field'), key: Name }),
  /** Gives a question, page, state, action, clock, document, notice, fee line or term another key, wherever it is named. */
  z.strictObject({ do: z.literal('rename'), path: DesignPath, to: Name }),
  /** Copies an element of a list or a keyed member beside itself, under a key of its own. */
  z.strictObject({ do: z.literal('duplicate'), path: DesignPath }),
  /** Asks a question on another page, last. */
  z.strictObject({ do: z.literal('place-field'), key: Name, page: z.int().min(0).max(40) }),
]);
export type DesignEdit = z.infer<typeof DesignEdit>;

/** Something the linter says of a design. `fault` keeps it from being published; `warning` has to be answered for. */
export const DesignFinding = z.object({
  /** Where: `service.caseType.sections.0.fields.2.visible`. */
  path: z.string(),
  code: z.string(),
  severity: z.enum(['fault', 'warning']),
  text: z.object({ ar: z.string(), en: z.string() }),
  /** The line of the place in the document as it is exported, from 1. */
  line: z.int(),
});
export type DesignFinding = z.infer<typeof DesignFinding>;
