import { say } from '#kernel/text.ts';
import type { ApplicationView } from '#modules/services/api.ts';
import { formatBothDates, formatTime } from '$lib/format.ts';
import type { PageLocale } from '$lib/locale.ts';
import { services } from '$lib/messages/services.ts';
import { meaningOfApplication } from './meaning.ts';

const BY = { applicant: 'person', office: 'staff', agency: 'agency', system: 'system' } as const;

type Told = Pick<ApplicationView, 'timeline' | 'appointments' | 'state' | 'category'>;

/** What happened to an application as its applicant reads it, the newest first. */
export function entriesOf({ timeline, appointments, state, category }: Told, reader: PageLocale) {
  const { language } = reader;
  const t = services(language);
  /** What opens an application and what corrects it are called as the applicant would call them. */
  const titleOf = (action: string, title: Record<string, string>) =>
    action === 'open' ? t('event.open') : action === 'correct' ? t('event.correct') : say(title, language);
  /** When the visit was to be, for the entries that booked or moved it. */
  const bookedBy = (at: string) => {
    const booked = appointments.find((one) => Date.parse(one.bookedAt) === Date.parse(at));
    return booked && `${formatBothDates(booked.startsAt, reader)} · ${formatTime(booked.startsAt, reader)}`;
  };
  return timeline
    .map((entry) => ({
      id: String(entry.seq),
      at: entry.at,
      by: BY[entry.by],
      title: titleOf(entry.action, entry.title),
      text:
        [bookedBy(entry.at), entry.note, ...entry.remarks.map(({ text }) => text)].filter(Boolean).join('\n') ||
        undefined,
      status:
        entry.stateTitle === null
          ? undefined
          : {
              meaning: entry.state === state ? meaningOfApplication(state, category) : ('working' as const),
              label: say(entry.stateTitle, language),
            },
    }))
    .reverse();
}
