import type { WorkingCalendar } from '#kernel/calendar.ts';

/** What counts before a calendar was entered: every hour of every day. */
export const everyHour = (timeZone: string): WorkingCalendar => ({
  timeZone,
  weekend: [],
  hours: { from: '00:00', to: '24:00' },
  holidays: [],
  seasons: [],
});
