import { say } from '#kernel/text.ts';
import type { PublicReportView } from '#modules/reports/api.ts';
import { formatDate } from '$lib/format.ts';
import type { PageLocale as Locale } from '$lib/locale.ts';

const line = (text: string, kind?: string): HTMLElement => {
  const made = document.createElement('span');
  if (kind !== undefined) made.className = kind;
  made.textContent = text;
  return made;
};

/** One report on the map, as a card that leads to its page. Made of elements: nothing in it is read as HTML. */
export function cardOf(
  report: PublicReportView,
  href: string,
  { open, status, locale }: { open: string; status: string; locale: Locale },
): HTMLElement {
  const card = document.createElement('div');
  card.className = 'card';
  const link = document.createElement('a');
  link.href = href;
  link.textContent = say(report.category.name, locale.language);
  link.title = open;
  const place = report.district === null ? report.place.address : say(report.district, locale.language);
  const number = document.createElement('bdi');
  number.textContent = report.number;
  card.append(link, line(status));
  if (place) card.append(line(place, 'quiet'));
  card.append(line(formatDate(report.openedAt, locale), 'quiet'), number);
  return card;
}

/** Cards below a heading, or the heading alone. */
export function cardWith(heading: string, cards: readonly HTMLElement[]): HTMLElement {
  const made = document.createElement('div');
  made.className = 'cards';
  const title = document.createElement('strong');
  title.textContent = heading;
  made.append(title, ...cards);
  return made;
}
