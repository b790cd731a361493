import type { HintKind, Moderation, Publication, QueueReason } from './model-moderation.ts';
import { hintsIn, maskPersonal, maskWords, publicPhotos } from './rules-public.ts';

/** What of a report decides whether somebody should look at it. */
export interface Publishable {
  readonly description: string | null;
  readonly photos: readonly string[];
  readonly publicPhotos: readonly string[];
  readonly publication: Publication;
  readonly moderation: Moderation | null;
}

/**
 * Why somebody should look at what the public sees of a report; empty when nobody need.
 * @param changed something was written or added since it was last looked at
 */
export function whyLook(
  report: Publishable,
  words: readonly string[],
  changed: boolean,
): { readonly why: QueueReason[]; readonly hints: HintKind[] } {
  const { description, photos, publicPhotos: released, publication, moderation } = report;
  const hints = description === null ? [] : [...new Set(hintsIn(description, words).map(({ kind }) => kind))];
  const judged = [...released, ...(moderation?.hiddenPhotos ?? [])];
  const unseen = photos.some((id) => !judged.includes(id));
  const why: QueueReason[] = [];
  if (moderation === null || changed) {
    if (hints.length > 0) why.push('hints');
    if (description !== null && publication.text === 'after-look' && moderation === null) why.push('new');
    // What was approved stays public as it was approved; the new wording is for whoever looks again.
    if (changed && moderation !== null && description !== null) why.push('changed');
  }
  if (unseen && publication.photos === 'after-look') why.push('photos');
  return { why, hints };
}

/** The wording offered first: what was decided before, else what was written, masked. */
export const offeredWording = (report: Publishable, words: readonly string[]): string =>
  report.moderation?.wording ?? (report.description === null ? '' : maskWords(maskPersonal(report.description), words));

/** The photos that everybody sees now. */
export const shownPhotos = (report: Publishable): string[] =>
  publicPhotos({ ...report, releasedPhotos: report.publicPhotos });

/** Whether a decision takes something from the public, so that it needs a reason; `before`: the photos shown until now. */
export function withholds(
  report: Pick<Publishable, 'description'>,
  decision: { readonly textShown: boolean; readonly photos: readonly string[] },
  before: readonly string[],
): boolean {
  return (report.description !== null && !decision.textShown) || before.some((id) => !decision.photos.includes(id));
}
