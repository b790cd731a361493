import { redirect } from '@sveltejs/kit';
import { addresses } from './navigation.ts';

const SITE = 'https://here.invalid';

/** A path of this site to go back to, or `fallback`: neither another host nor what a browser would read as one. */
export function ownPath(path: string | null | undefined, fallback: string): string {
  if (!path || !/^\/(?![/\\])[^\s\\]*$/.test(path) || path.startsWith('/auth/') || !URL.canParse(path, SITE)) {
    return fallback;
  }
  const url = new URL(path, SITE);
  return url.origin === SITE && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : fallback;
}

/** Sends whoever has not signed in to the sign-in page, and back here afterwards. */
export function signInFirst({ locals, url }: { locals: App.Locals; url: URL }): void {
  if (locals.person !== null) return;
  const back = new URLSearchParams({ return: url.pathname + url.search });
  redirect(303, `${addresses(locals.language).signIn}?${back}`);
}
