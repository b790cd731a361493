import { say } from '#kernel/text.ts';
import type { LayoutServerLoad } from './$types';

/** Pages need no script; one that does says `export const csr = true` itself. */
export const csr = false;
export const ssr = true;

/** What the layouts show of the tenant, by the names of its settings; whatever is not set is not shown. */
const textSetting = (value: unknown, language: string): string | null => {
  if (typeof value === 'string') return value;
  return value !== null && typeof value === 'object' ? say(value as Record<string, string>, language) || null : null;
};

export const load: LayoutServerLoad = ({ locals, url, cookies }) => {
  const { tenant, person, language } = locals;
  return {
    locale: locals.locale,
    theme: locals.theme,
    path: url.pathname + url.search,
    languages: tenant.languages,
    tenant: {
      key: tenant.key,
      name: say(tenant.name, language),
      contactNumber: textSetting(tenant.settings.contactNumber, language),
      stampNumber: textSetting(tenant.settings.digitalStampNumber, language),
      emblem: textSetting(tenant.settings.emblem, language),
    },
    person:
      person === null
        ? null
        : {
            name: say(person.name, language),
            actingFor: person.actingFor === null ? null : say(person.actingFor.name, language),
            isStaff: locals.actor.segment === 'employee' && locals.actor.roles.length > 0,
          },
    /** Whether the reader has already answered the notice about cookies. */
    cookiesSeen: cookies.get('cookies-seen') === '1',
  };
};
