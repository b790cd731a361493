import { error, redirect } from '@sveltejs/kit';
import { layout } from './messages/layout.ts';
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

interface Asked {
  readonly locals: App.Locals;
  readonly url: URL;
  readonly request: Request;
}

const SESSION = /(?:^|;\s*)(?:__Host-)?amanah_session=/;

/**
 * Sends whoever has not signed in to the sign-in page, and back here afterwards. Who comes with a session that counts no
 * more, such as after the end of a mandate, is told there that what was saved is kept; and what they had typed and sent is
 * given back to them, to be sent again once they have signed in elsewhere.
 */
export function signInFirst({ locals, url, request }: Asked): void {
  if (locals.person !== null) return;
  if (locals.held !== null) {
    const text = layout(locals.language)('ended.title');
    error(401, { message: text, code: 'identity.session-ended', held: locals.held });
  }
  const ended = SESSION.test(request.headers.get('cookie') ?? '');
  const own = new URLSearchParams(url.search);
  for (const name of [...own.keys()]) if (name.startsWith('/')) own.delete(name);
  const search = own.size === 0 ? '' : `?${own}`;
  const back = new URLSearchParams({ return: url.pathname + search, ...(ended ? { ended: 'yes' } : {}) });
  redirect(303, `${addresses(locals.language).signIn}?${back}`);
}
