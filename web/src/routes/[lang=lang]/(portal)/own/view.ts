import type { Cookies } from '@sveltejs/kit';

type Event = { readonly cookies: Cookies; readonly locals: App.Locals };

const isSecure = ({ locals }: Event): boolean => locals.services.protocol === 'https';
const nameOf = (event: Event): string => (isSecure(event) ? '__Host-amanah_own' : 'amanah_own');

/** What opens somebody's own list in this browser, and in no other. */
export const viewOf = (event: Event): string | undefined => event.cookies.get(nameOf(event));

export function keepView(event: Event, view: string, minutes: number): void {
  const how = { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(event) } as const;
  event.cookies.set(nameOf(event), view, { ...how, maxAge: minutes * 60 });
}

export const forgetView = (event: Event): void =>
  event.cookies.delete(nameOf(event), { path: '/', secure: isSecure(event) });
