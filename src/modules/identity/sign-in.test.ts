import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#kernel/actor.ts';
import { testDatabase } from '../../../tests/support/postgres.ts';
import { type IdentityHouse, identityHouse } from './testing.ts';

const { database } = await testDatabase({ fresh: true });
let house: IdentityHouse;
beforeAll(async () => {
  house = await identityHouse(database);
});
afterAll(() => house?.close());

/** A browser as far as signing in needs one: cookies by path, redirects followed when told, forms posted. */
class Browser {
  readonly cookies = new Map<string, { value: string; path: string }>();
  readonly setCookies: string[] = [];

  async go(target: string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const url = new URL(target, house.origin);
    const cookie = [...this.cookies]
      .filter(
        ([, { path }]) => url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
      )
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie, ...(form ? { origin: house.origin } : {}), ...headers },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      this.setCookies.push(line);
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      const path = /; ?path=([^;]+)/i.exec(line)?.[1] ?? '/';
      if (value === '' || /max-age=0|1970/i.test(line)) this.cookies.delete(name!);
      else this.cookies.set(name!, { value: value!, path });
    }
    return response;
  }

  /** Follows redirects, until one leads to a path that begins with `stop`. */
  async follow(target: string, stop?: string): Promise<{ url: string; response: Response }> {
    let url = target;
    for (let i = 0; i < 12; i++) {
      if (stop !== undefined && new URL(url, house.origin).pathname.startsWith(stop))
        return { url, response: new Response() };
      const response = await this.go(url);
      const location = response.headers.get('location');
      if (location === null) return { url, response };
      url = new URL(location, new URL(url, house.origin)).href;
    }
    throw new Error('too many redirects');
  }

  /** From the sign-in link to the callback address, which is not visited yet. */
  async toCallback(nationalId: string, query = '', second = false): Promise<string> {
    const { url } = await this.follow(`/auth/sign-in?return=/ar/after${query}`);
    const { base, number } = await this.start(url, nationalId);
    await this.go(`${base}/phone`, { number, here: 'yes', ...(second ? { second: 'yes' } : {}) });
    return (await this.follow(base, '/auth/callback')).url;
  }

  async start(interaction: string, nationalId: string): Promise<{ base: string; number: string; html: string }> {
    const base = new URL(interaction).pathname;
    const posted = await this.go(`${base}/start`, { number: nationalId });
    const html = await (await this.go(posted.headers.get('location')!)).text();
    return { base, number: /class="number"><bdi>(\d\d)</.exec(html)![1]!, html };
  }

  async actor(): Promise<Actor> {
    return ((await (await this.go('/ar')).json()) as { actor: Actor }).actor;
  }
}

const problemOf = (response: Response): string | null =>
  new URL(response.headers.get('location') ?? '/', house.origin).searchParams.get('problem');

describe('signing in', () => {
  test('a resident, from the link to the page asked for', async () => {
    const browser = new Browser();
    const callback = await browser.toCallback('1000000008');
    const done = await browser.go(callback);
    expect(done.status).toBe(303);
    expect(done.headers.get('location')).toBe('/ar/after');
    expect(await browser.actor()).toMatchObject({ kind: 'person', segment: 'individual' });
    const cookie = browser.setCookies.find((line) => line.startsWith('amanah_session='))!;
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).not.toMatch(/Domain/);
  });

  test('somebody who was never here, with a well-formed number', async () => {
    const browser = new Browser();
    await browser.go(await browser.toCallback('١٠٠٠٠٠٠٥٨٦'));
    expect(await browser.actor()).toMatchObject({ kind: 'person', segment: 'individual' });
  });

  test('an employee is asked for the second factor, and gets a new token with it', async () => {
    const person = house.people.people.find(({ code }) => code === 'officer-health')!;
    const browser = new Browser();
    const done = await browser.go(await browser.toCallback(person.nationalId, '&segment=employee'));
    expect(done.headers.get('location')).toBe('/ar/account/second-factor?return=%2Far%2Fafter');
    expect((await browser.actor()).roles).toEqual([]);
    const before = browser.cookies.get('amanah_session')!.value;
    const short = await browser.go('/auth/second-factor', { code: '12', return: '/ar/after' });
    expect(problemOf(short)).toBe('request.invalid');
    const secret = house.secrets.find(({ code }) => code === 'officer-health')!.totpSecret;
    const code = TOTP.generate({ secret: Secret.fromBase32(secret) });
    const other = code === '000000' ? '000001' : '000000';
    const wrong = await browser.go('/auth/second-factor', { code: other, return: '/ar/after' });
    expect(wrong.headers.get('location')).toBe('/ar/account/second-factor?return=%2Far%2Fafter&left=4');
    const right = await browser.go('/auth/second-factor', { code, return: '/ar/after' });
    expect(right.headers.get('location')).toBe('/ar/after');
    expect((await browser.actor()).roles).toHaveLength(1);
    expect(browser.cookies.get('amanah_session')!.value).not.toBe(before);
    expect(await house.actorOf(before)).toBeUndefined();
  });

  test('the demonstration may tick the second factor, for employees who asked as such', async () => {
    const { nationalId } = house.people.people.find(({ code }) => code === 'officer-encr')!;
    const employee = new Browser();
    const done = await employee.go(await employee.toCallback(nationalId, '&segment=employee', true));
    expect(done.headers.get('location')).toBe('/ar/after');
    expect((await employee.actor()).roles).toHaveLength(1);
    const resident = new Browser();
    await resident.go(await resident.toCallback(nationalId, '', true));
    expect(await resident.actor()).toMatchObject({ segment: 'individual', roles: [] });
  });

  test('a representative with two establishments chooses one', async () => {
    const { nationalId } = house.people.people.find(({ code }) => code === 'owner-1')!;
    const browser = new Browser();
    const done = await browser.go(await browser.toCallback(nationalId, '&segment=business'));
    expect(done.headers.get('location')).toMatch(/^\/ar\/account\/acting-for\?/);
  });

  test('signing out ends the session and clears the cookie', async () => {
    const browser = new Browser();
    await browser.go(await browser.toCallback('1000000008'));
    const token = browser.cookies.get('amanah_session')!.value;
    const out = await browser.go('/auth/sign-out', { return: '/ar' });
    expect(out.status).toBe(303);
    expect(browser.cookies.has('amanah_session')).toBe(false);
    expect(await house.actorOf(token)).toBeUndefined();
    expect((await browser.go('/auth/sign-out')).status).toBeGreaterThanOrEqual(400);
  });
});

describe('what is refused', () => {
  test('a callback without the browser that began it, as in login forgery', async () => {
    const callback = await new Browser().toCallback('1000000008');
    const victim = new Browser();
    expect(problemOf(await victim.go(callback))).toBe('identity.sign-in-failed');
    expect((await victim.actor()).kind).toBe('anonymous');
  });

  test('a wrong state, and a code of another sign-in', async () => {
    const browser = new Browser();
    const callback = new URL(await browser.toCallback('1000000008'));
    callback.searchParams.set('state', 'another');
    expect(problemOf(await browser.go(callback.href))).toBe('identity.sign-in-failed');
    // The same browser, two sign-ins: the code of the first with the state of the second fails by nonce and PKCE.
    const first = new URL(await browser.toCallback('1000000008'));
    const second = new URL(await browser.toCallback('1000000016'));
    second.searchParams.set('code', first.searchParams.get('code')!);
    expect(problemOf(await browser.go(second.href))).toBe('identity.sign-in-failed');
    expect((await browser.actor()).kind).toBe('anonymous');
  });

  test('a code used already, also with the cookie put back', async () => {
    const browser = new Browser();
    const callback = await browser.toCallback('1000000008');
    const pending = browser.cookies.get('amanah_sign_in')!;
    await browser.go(callback);
    expect(problemOf(await browser.go(callback))).toBe('identity.sign-in-failed');
    const thief = new Browser();
    thief.cookies.set('amanah_sign_in', pending);
    expect(problemOf(await thief.go(callback))).toBe('identity.sign-in-failed');
    expect((await thief.actor()).kind).toBe('anonymous');
  });

  test('a sign-in cookie that is too old or was changed', async () => {
    const browser = new Browser();
    const callback = await browser.toCallback('1000000008');
    const pending = browser.cookies.get('amanah_sign_in')!;
    browser.cookies.set('amanah_sign_in', { ...pending, value: `${pending.value.slice(0, -2)}AA` });
    expect(problemOf(await browser.go(callback))).toBe('identity.sign-in-failed');
    browser.cookies.set('amanah_sign_in', pending);
    house.advance({ minutes: 11 });
    expect(problemOf(await browser.go(callback))).toBe('identity.sign-in-failed');
  });

  test('the wrong number on the phone, with a way to try again or to leave', async () => {
    const browser = new Browser();
    const { url } = await browser.follow('/auth/sign-in?return=/ar/after');
    const { base, number, html } = await browser.start(url, '1000000008');
    const other = [...html.matchAll(/name="number" value="(\d\d)"/g)]
      .map((match) => match[1]!)
      .find((n) => n !== number)!;
    const posted = await browser.go(`${base}/phone`, { number: other, here: 'yes' });
    const page = await (await browser.go(posted.headers.get('location')!)).text();
    expect(page).toContain('رُفض الطلب');
    // The right number comes too late.
    await browser.go(`${base}/phone`, { number, here: 'yes' });
    expect(await (await browser.go(base)).text()).toContain('رُفض الطلب');
    const cancelled = await browser.go(`${base}/cancel`, {});
    const { url: end } = await browser.follow(cancelled.headers.get('location')!, '/ar/sign-in');
    expect(new URL(end).searchParams.get('problem')).toBe('identity.sign-in-refused');
  });

  test('a number that is not one', async () => {
    const browser = new Browser();
    const { url } = await browser.follow('/auth/sign-in');
    const answer = await browser.go(`${new URL(url).pathname}/start`, { number: '1000000000"><script>' });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain('الرقم غير صحيح');
    expect(html).not.toContain('<script>');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('a way back to another site', async () => {
    const browser = new Browser();
    const { url } = await browser.follow('/auth/sign-in?return=//evil.example/x');
    const { base, number } = await browser.start(url, '1000000008');
    await browser.go(`${base}/phone`, { number, here: 'yes' });
    const callback = (await browser.follow(base, '/auth/callback')).url;
    expect((await browser.go(callback)).headers.get('location')).toBe('/ar');
  });

  test('forms of another site', async () => {
    const browser = new Browser();
    await browser.go(await browser.toCallback('1000000008'));
    const foreign = { origin: 'https://evil.example' };
    expect((await browser.go('/auth/sign-out', { return: '/ar' }, foreign)).status).toBe(403);
    expect((await browser.go('/auth/second-factor', { code: '1' }, foreign)).status).toBe(403);
    expect((await browser.actor()).kind).toBe('person');
  });

  test('a redirect address of another site, at the provider', async () => {
    const browser = new Browser();
    const begun = await browser.go('/auth/sign-in');
    const url = new URL(begun.headers.get('location')!);
    url.searchParams.set('redirect_uri', 'https://evil.example/auth/callback');
    const answer = await browser.go(url.href);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });

  test('other methods and paths, which are not there', async () => {
    for (const [method, path] of [
      ['POST', '/auth/sign-in'],
      ['GET', '/auth/sign-out'],
      ['GET', '/auth/other'],
    ]) {
      const answer = await fetch(`${house.origin}${path}`, { method: method! });
      expect(answer.status).toBe(404);
    }
  });
});

test('a page of the provider that is too old says so', async () => {
  const answer = await fetch(`${house.origin}/dev-id/interaction/unknown?lang=en`);
  expect(answer.status).toBe(410);
  expect(await answer.text()).toContain('This page has expired');
});

test('a session carries the digits that its person chose on any device, and none until they chose', async () => {
  const [phone, desk] = [await house.open('resident-1', 'individual'), await house.open('resident-1', 'individual')];
  const digitsOn = async (token: string) =>
    (await house.identity.api.actorFor(token, house.tenants.eastern, 'web'))?.person.digits;
  expect(await digitsOn(desk)).toBeNull();
  const put = async (input: object) => house.call((await house.actorOf(phone))!, 'identity.put-preferences', input);
  await put({ digits: 'arab' });
  expect(await digitsOn(desk)).toBe('arab');
  expect(await put({ language: 'en' })).toEqual({ language: 'en', digits: 'arab' });
  expect(await put({ language: 'ar', digits: 'latn' })).toEqual({ language: 'ar', digits: 'latn' });
  expect(await digitsOn(desk)).toBe('latn');
});
