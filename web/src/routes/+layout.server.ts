import { isStaff } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import { type Frame, settingText, stampOf } from '$lib/frame.ts';
import type { LayoutServerLoad } from './$types';

/** No page is run by script; what is alive in one is an island (`lib/island`) or a small script of its own. */
export const csr = false;

export const load: LayoutServerLoad = ({ locals, cookies }) => {
  const { tenant, person, language } = locals;
  const frame: Frame = {
    languages: tenant.languages,
    theme: locals.theme,
    cookiesSeen: cookies.get('cookies-seen') === '1',
    tenant: {
      key: tenant.key,
      name: say(tenant.name, language),
      contactNumber: settingText(tenant.settings.phone, language),
      emblem: settingText(tenant.settings.emblem, language),
      stamp: stampOf(tenant.settings.digitalStamp, language),
      services: tenant.settings.servicesOffered === true,
    },
    person:
      person === null
        ? null
        : {
            name: say(person.name, language),
            actingFor: person.actingFor === null ? null : say(person.actingFor.name, language),
            isStaff: isStaff(locals.actor),
          },
  };
  return { locale: locals.locale, frame };
};
