import { redirect } from '@sveltejs/kit';
import QRCode from 'qrcode';
import type { Me } from '#modules/identity/api.ts';
import { answerForm } from '$lib/forms.ts';
import { ownPath, signInFirst } from '$lib/signed-in.ts';
import type { Actions, PageServerLoad } from './$types';

const PROBLEMS = ['identity.second-factor-locked', 'identity.passkey-refused', 'request.invalid'] as const;

/** A number of the address, or null; nothing else of it is shown. */
const countOf = (text: string | null): number | null => (text !== null && /^\d{1,4}$/.test(text) ? Number(text) : null);

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  signInFirst(event);
  const back = ownPath(url.searchParams.get('return'), `/${locals.language}/account`);
  const me = await locals.call<Me>('identity.who-am-i', {});
  const adding = url.searchParams.get('add') === 'yes';
  if (me.assurance === 'high' && !adding) redirect(303, back);
  const problem = url.searchParams.get('problem');
  const wait = countOf(url.searchParams.get('wait'));
  return {
    back,
    employee: me.party.kind === 'employee',
    rolesWaiting: me.rolesWaiting,
    // Adding another one comes after proving the first.
    prove: me.assurance !== 'high' && me.secondFactors.length > 0,
    hasCode: me.secondFactors.includes('totp'),
    hasPasskey: me.secondFactors.includes('passkey'),
    pending: url.searchParams.get('enrol') === 'yes',
    left: countOf(url.searchParams.get('left')),
    waitMinutes: wait === null ? null : Math.max(1, Math.ceil(wait / 60)),
    problem: problem === null ? null : (PROBLEMS.find((known) => known === problem) ?? ('other' as const)),
  };
};

export const actions: Actions = {
  start: (event) =>
    answerForm(event, async () => {
      // Without the form's key: the answer is a secret, which is not kept for repeats.
      const { secret, address } = await event.locals.call<{ secret: string; address: string }>(
        'identity.start-totp',
        {},
      );
      const svg = await QRCode.toString(address, { type: 'svg', margin: 1, errorCorrectionLevel: 'M' });
      return {
        enrol: {
          key: secret.match(/.{1,4}/g)?.join(' ') ?? secret,
          picture: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
        },
      };
    }),
};
