import { type Language, say, type Text } from '#kernel/text.ts';
import type { CardReading, CatalogueOverview, FoundServices, LifeEvent } from '#modules/services/api.ts';
import { formatNumber } from '../format.ts';
import type { PageLocale } from '../locale.ts';
import { catalogue } from '../messages/catalogue.ts';

/** The tenant's catalogue in outline; null where it has published none. */
export const overviewOf = async (locals: Pick<App.Locals, 'call'>): Promise<CatalogueOverview | null> =>
  (await locals.call<{ catalogue: CatalogueOverview | null }>('services.get-catalogue', {})).catalogue;

/** A service in lists, in the reader's language. */
export const rowOf = (
  row: FoundServices['items'][number],
  language: Language,
  groups?: CatalogueOverview['groups'],
) => {
  const group = groups?.find(({ code }) => code === row.group);
  return {
    code: row.code,
    name: say(row.name, language),
    description: say(row.description, language),
    group: group === undefined ? '' : say(group.name, language),
    icon: group?.icon ?? '',
    here: row.here,
    free: row.free,
  };
};
export type ServiceRow = ReturnType<typeof rowOf>;

/** A life event for a tile. */
export const eventOf = ({ key, kind, name, about, icon, wanted, services }: LifeEvent, language: Language) => ({
  key,
  kind,
  icon,
  wanted,
  name: say(name, language),
  about: say(about, language),
  count: services.length,
});

/** A group, a segment or an axis as a choice. */
export const choiceOf = ({ code, name, count }: { code: string; name: Text; count: number }, language: Language) => ({
  value: code,
  label: say(name, language),
  count,
});

const UNITS = ['hour', 'day', 'workingDay'] as const;

/** `5` and `workingDay` as `5 أيام عمل`; an amount that is worked out for each application stays an expression. */
export function amountText(amount: string, unit: string, locale: PageLocale): string {
  const known = UNITS.find((one) => one === unit);
  const count = Number(amount);
  if (known === undefined || Number.isNaN(count)) return `${amount} ${unit}`;
  return catalogue(locale.language)(`unit.${known}`, { count, n: formatNumber(count, locale) });
}

/** `خلال 5 أيام عمل`, `من 1 إلى 10 أيام`; null where no time was promised or it has no unit. */
export function durationText(duration: CardReading['duration'], locale: PageLocale): string | null {
  if (duration === null || duration.unit === null || duration.basis === 'unconfirmed') return null;
  const t = catalogue(locale.language);
  const { min, max, unit } = duration;
  const time = t(`unit.${unit}`, { count: max, n: formatNumber(max, locale) });
  return min === max || min === 0 ? t('within', { time }) : t('range', { min: formatNumber(min, locale), time });
}
