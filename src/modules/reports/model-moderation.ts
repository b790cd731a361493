import { z } from 'zod';

/** When something a resident wrote or took becomes public. */
export const WHEN_SHOWN = ['at-once', 'after-look'] as const;
export const Publication = z.strictObject({
  /** Descriptions: masked at once, or after an employee looked. */
  text: z.enum(WHEN_SHOWN),
  /** Photos: once they are free of malicious software, or after an employee released each. */
  photos: z.enum(WHEN_SHOWN),
});
export type Publication = z.infer<typeof Publication>;

/** As a tenant that says nothing has it, and every report made before the setting was there. */
export const USUAL_PUBLICATION: Publication = { text: 'at-once', photos: 'after-look' };

/** What an employee decided of the public side of a report; in the case's data under `moderation`. */
export interface Moderation {
  readonly textShown: boolean;
  /** The public wording; what the reporter wrote is kept beside it. */
  readonly wording: string | null;
  /** Photos kept from the public, even where they are shown at once. */
  readonly hiddenPhotos: readonly string[];
}

/** Why something is kept from the public. */
export const WITHHELD_REASONS = ['personal', 'face-or-plate', 'offensive', 'accusation', 'unrelated', 'other'] as const;

/** What a reader can say of a public text or picture. */
export const FLAG_REASONS = ['personal', 'face-or-plate', 'offensive', 'untrue', 'other'] as const;

/** Why a report stands in the moderation queue. */
export const QUEUE_REASONS = ['flagged', 'hints', 'new', 'changed', 'photos'] as const;
export type QueueReason = (typeof QUEUE_REASONS)[number];

export const HINTS = ['telephone', 'email', 'identity', 'iban', 'plate', 'account', 'number', 'word'] as const;
export type HintKind = (typeof HINTS)[number];

/** Something in a text that may not be meant for everybody. */
export interface Hint {
  readonly kind: HintKind;
  readonly text: string;
}
