import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say, type Text } from '#kernel/text.ts';
import { answerForm } from '$lib/forms.ts';
import { mayReadKeys, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

interface Key {
  id: string;
  label: string;
  service: Text;
  owner: Text;
  scopes: string[];
  createdAt: string;
  expiresAt: string;
  revokedAt: string | null;
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadKeys);
  const { locals, url } = event;
  const { language } = locals;
  const mayEdit = hasRole(locals.actor, 'administrator', 'integration-manager');
  const after = url.searchParams.get('after');
  const [{ keys, next }, { bodies }] = await Promise.all([
    locals.call<{ keys: Key[]; next: string | null }>('identity.list-api-keys', after === null ? {} : { after }),
    mayEdit
      ? locals.call<{ bodies: { id: string; name: Text }[] }>('identity.list-bodies', {})
      : { bodies: [] as { id: string; name: Text }[] },
  ]);
  const now = Date.now();
  return {
    mayEdit,
    next,
    paged: after !== null,
    revoked: url.searchParams.get('done') === 'revoked',
    bodies: bodies.map(({ id, name }) => ({ value: id, label: say(name, language) })),
    keys: keys.map(({ service, owner, revokedAt, expiresAt, ...key }) => ({
      ...key,
      expiresAt,
      service: say(service, language),
      owner: say(owner, language),
      state:
        revokedAt !== null
          ? ('revoked' as const)
          : Date.parse(expiresAt) < now
            ? ('expired' as const)
            : ('live' as const),
    })),
  };
};

export const actions: Actions = {
  /** The key stands in the answer of this form only: no address and no list ever holds it. */
  issue: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { language } = event.locals;
      const made = await event.locals.call<{ key: string }>(
        'identity.create-api-key',
        {
          ownerId: values.ownerId || undefined,
          name: { [language]: values[`name.${language}`] ?? '' },
          label: values.label ?? '',
          scopes: (values.scopes ?? '').split(/\s+/).filter((scope) => scope !== ''),
        },
        key,
      );
      return { issued: made.key, label: values.label ?? '' };
    }),
  revoke: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('identity.revoke-api-key', { keyId: values.keyId ?? '' }, key);
      redirect(303, `${officeAddresses(event.locals.language).keys}?done=revoked`);
    }),
};
