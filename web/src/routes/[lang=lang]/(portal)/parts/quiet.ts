import type { QuietWish } from '#modules/notifications/api.ts';

/** The wish for quiet hours as a form sent it; hours that are no times are left to the operation to refuse. */
export function quietFrom(values: Readonly<Record<string, string>>): QuietWish {
  if (values.quiet === 'own') return { mode: 'own', from: values.from ?? '', to: values.to ?? '' };
  return { mode: values.quiet === 'none' ? 'none' : 'tenant' };
}
