import { useLocale } from '$lib/locale.ts';

/** For the examples of the gallery: picks the sentence in the reader's language. */
export function useSample(): (ar: string, en: string) => string {
  const locale = useLocale();
  return (ar, en) => (locale().language === 'ar' ? ar : en);
}

/** A fixed moment before or after the request, so that examples read the same every day. */
export function useMoment(): (hours: number) => string {
  const locale = useLocale();
  return (hours) => new Date(locale().now + hours * 3_600_000).toISOString();
}
