import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { RetentionOverview, RetentionPreview } from '#modules/identity/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayReadRequests, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import type { Actions, PageServerLoad } from './$types';

const DONE = ['changed', 'held', 'lifted'] as const;

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayReadRequests);
  const { locals, url } = event;
  const { language, tenant } = locals;
  const found = await locals.call<RetentionOverview>('identity.get-retention', {});
  const preview =
    url.searchParams.get('preview') === 'yes'
      ? await locals.call<RetentionPreview>('identity.preview-retention', {})
      : null;
  const mayDecide = hasRole(locals.actor, 'data-steward');
  const changing = url.searchParams.get('change');
  const rules = found.rules.map((rule) => ({
    ...rule,
    id: rule.key,
    what: rule.what[language],
    since: rule.since[language],
    seenBy: rule.seenBy[language],
    safeguard: rule.safeguard[language],
    end: rule.end[language],
    ground: rule.ground === null ? null : say(rule.ground, language),
    grounds: rule.ground ?? {},
    due: preview?.items.find(({ key }) => key === rule.key) ?? null,
  }));
  return {
    ...found,
    rules,
    preview: preview === null ? null : { at: preview.at, due: preview.items.some(({ due }) => due > 0) },
    versions: found.versions.map((one) => ({ ...one, author: one.author && say(one.author, language) })),
    holds: found.holds.map((one) => ({ ...one, madeBy: one.madeBy && say(one.madeBy, language) })),
    languages: tenant.languages,
    mayDecide,
    changing: (mayDecide && rules.find(({ key, changeable }) => key === changing && changeable)) || null,
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
  };
};

const back = (locals: App.Locals, done: (typeof DONE)[number]): never =>
  redirect(303, `${officeAddresses(locals.language).dataRetention}?done=${done}`);

export const actions: Actions = {
  change: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { locals } = event;
      const { rule, days = '', note = '', version } = values;
      const texts = locals.tenant.languages.map((language) => [language, (values[`ground.${language}`] ?? '').trim()]);
      const ground = Object.fromEntries(texts.filter(([, text]) => text !== ''));
      await locals.call('identity.change-retention', { key: rule, days, note, version, ground }, key);
      return back(locals, 'changed');
    }),
  hold: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { number = '', reason = '' } = values;
      await event.locals.call('identity.hold-record', { number, reason }, key);
      return back(event.locals, 'held');
    }),
  lift: (event) =>
    answerForm(event, async ({ values, key }) => {
      await event.locals.call('identity.lift-hold', { holdId: values.hold ?? '' }, key);
      return back(event.locals, 'lifted');
    }),
};
