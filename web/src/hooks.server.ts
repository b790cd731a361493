import { error, redirect } from '@sveltejs/kit';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { directionOf, LANGUAGES, type Language } from '#kernel/text.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { RequestServices } from '#platform/web-services.ts';
import { heldIn } from './lib/held-form.ts';
import type { PageLocale } from './lib/locale.ts';
import { isProblem } from './lib/problem.ts';

/** Pages of those who signed in, whose forms are long. */
const SIGNED_IN = /^\/\w\w\/(account|office|field)\//;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A write must come from a page of the same host: every tenant is another host name of this server, and none may
 * write into another. Browsers send Origin with every form post; its absence means a program, which has the API.
 */
function isForeignWrite(request: Request): boolean {
  if (SAFE_METHODS.has(request.method)) return false;
  const site = request.headers.get('sec-fetch-site');
  if (site === 'cross-site' || site === 'same-site') return true;
  const origin = request.headers.get('origin');
  // A page that tells nobody its address (no-referrer) sends its own forms with "Origin: null"; no page can claim
  // "same-origin" for another.
  if (origin === 'null' && site === 'same-origin') return false;
  if (origin === null) return true;
  return URL.canParse(origin) === false || new URL(origin).host !== request.headers.get('host');
}

const offered = (tenant: Tenant): Language[] => {
  const languages = tenant.languages.filter((tag): tag is Language => LANGUAGES.some((own) => own === tag));
  return languages.length > 0 ? languages : [...LANGUAGES];
};

/** The digits of an account go with the person to every device; those of a device are for whoever chose none. */
function localeOf(services: RequestServices, language: Language, ofDevice: string | undefined): PageLocale {
  const { tenant, person } = services;
  return {
    language,
    direction: directionOf(language),
    timeZone: tenant.timeZone,
    calendars: tenant.calendars,
    digits: person?.digits ?? (ofDevice === 'arab' ? 'arab' : 'latn'),
    now: Date.now(),
  };
}

/** Which of the product's looks the page wears: rows for staff, air for residents, thumbs in the field. */
function densityOf(pathname: string): 'portal' | 'office' | 'field' | 'control' {
  const [, , first, second] = pathname.split('/');
  const area = first === 'gallery' ? second : first;
  return area === 'office' || area === 'field' || area === 'control' ? area : 'portal';
}

/** As app.html has it. */
const TEMPLATE_OPENING = '<html lang="ar" dir="rtl" data-density="portal" data-theme="auto">';

export const handle: Handle = async ({ event, resolve }) => {
  const services = event.platform?.req.amanah;
  if (services === undefined) throw new Error('the request came without the services of the server');

  const { pathname, search } = event.url;
  const languages = offered(services.tenant);
  const first = pathname.split('/')[1];
  const asked = languages.find((language) => language === first);
  const remembered = languages.find((language) => language === event.cookies.get('language'));
  const language = asked ?? remembered ?? languages[0]!;

  const theme = event.cookies.get('theme');
  const locale = localeOf(services, language, event.cookies.get('digits'));
  const locals: App.Locals = {
    services,
    tenant: services.tenant,
    actor: services.actor,
    person: services.person,
    requestId: services.requestId,
    call: (operation, input, options) => services.call(operation, input, options),
    language,
    direction: locale.direction,
    locale,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    held: null,
  };
  Object.assign(event.locals, locals);

  if (isForeignWrite(event.request)) error(403, 'a form of another site');
  if (services.person === null && SIGNED_IN.test(pathname)) {
    Object.assign(event.locals, { held: await heldIn(event.request, event.url) });
  }
  if (pathname === '/') redirect(303, `/${language}`);
  if (asked === undefined && LANGUAGES.some((own) => own === first)) {
    redirect(303, `/${language}${pathname.slice(3)}${search}`);
  }
  if (asked !== undefined && asked !== remembered && SAFE_METHODS.has(event.request.method)) {
    event.cookies.set('language', asked, {
      path: '/',
      maxAge: 365 * 86_400,
      sameSite: 'lax',
      httpOnly: true,
      secure: services.protocol === 'https',
    });
  }

  // Body and headings of this language; the rest arrives when it is used.
  const fonts = language === 'ar' ? /-(arabic-(400|700)|latin-400)-normal/ : /-latin-(400|700)-normal/;
  const opening = `<html lang="${language}" dir="${locale.direction}" data-density="${densityOf(pathname)}" data-theme="${locals.theme}">`;
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace(TEMPLATE_OPENING, opening),
    preload: ({ type, path }) => type === 'js' || type === 'css' || (type === 'font' && fonts.test(path)),
  });
  // Without an origin a browser would send "Origin: null" with our own forms.
  if (!response.headers.has('referrer-policy')) response.headers.set('referrer-policy', 'same-origin');
  response.headers.set('x-content-type-options', 'nosniff');
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
  return response;
};

/** A refusal keeps its status and its words; a failure is recorded and shows only the number of the request. */
export const handleError: HandleServerError = ({ kind, error: cause, event }) => {
  const requestId = event.locals.requestId;
  if (kind === 'unknown' && isProblem(cause)) {
    return { status: cause.status, message: cause.message, code: cause.code, text: cause.text, requestId };
  }
  if (kind === 'unknown') {
    if (event.locals.services === undefined) console.error(cause);
    else event.locals.services.failed(cause);
  }
  return { requestId };
};
