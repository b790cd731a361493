import { z } from 'zod';

/** `settings.following` of a tenant: those who follow a report, or ask for their own, without an account. */
export const FollowingSettings = z.strictObject({
  /** Hours in which an address must be confirmed; then it is forgotten. */
  confirmHours: z.int().min(1).max(168).default(48),
  /** Days after a report was closed before the addresses of its followers are destroyed. */
  keepDays: z.int().min(1).max(365).default(45),
  /** Minutes in which a link to somebody's own reports can be opened, and in which the list stays open. */
  listMinutes: z.int().min(5).max(120).default(30),
});
export type FollowingSettings = z.infer<typeof FollowingSettings>;
