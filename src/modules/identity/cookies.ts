/**
 * Cookie names. Over https the `__Host-` prefix makes the browser refuse a cookie set by a neighbouring host or over
 * http; over plain http, as on a developer's machine, browsers refuse the prefix itself.
 */
const nameOf = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name);

export const SESSION = 'amanah_session';
export const SIGN_IN = 'amanah_sign_in';

/** A `Set-Cookie` value; without `maxAge` (seconds) the cookie ends with the browser. */
export function setCookie(name: string, value: string, secure: boolean, maxAge?: number): string {
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
  return `${nameOf(name, secure)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${age}`;
}

export const clearCookie = (name: string, secure: boolean): string => setCookie(name, '', secure, 0);

/** The value of a cookie; where https is spoken only the prefixed name counts. */
export function readCookie(header: string | null | undefined, name: string, secure: boolean): string | undefined {
  const wanted = nameOf(name, secure);
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === wanted) return part.slice(at + 1).trim() || undefined;
  }
  return undefined;
}
