import { say } from '#kernel/text.ts';
import type { WebhookItem } from '#modules/exchange/api.ts';
import { categoriesByGroup } from '$lib/category-groups.ts';
import { joinValues } from '$lib/office/form-names.ts';
import { namesFor, optionsOf } from '$lib/office/lookups.ts';

/** What can be chosen in the form of a webhook. */
export async function choicesOf(locals: App.Locals) {
  const { catalogue, municipalities, districts } = await namesFor(locals);
  const { language } = locals;
  return {
    agencies: optionsOf(catalogue.agencies, language),
    states: optionsOf(catalogue.states, language),
    categories: categoriesByGroup(catalogue, language),
    areas: municipalities.map(({ id, code, name }) => ({
      value: code,
      label: say(name, language),
      options: optionsOf(
        districts.filter(({ parent }) => parent?.id === id),
        language,
      ),
    })),
  };
}

/** What a form was filled with, for the operation. */
export function webhookOf(data: FormData) {
  const text = (name: string) => String(data.get(name) ?? '').trim();
  const all = (...names: string[]) => names.flatMap((name) => data.getAll(name).map(String));
  return {
    name: text('name'),
    url: text('url'),
    view: text('view') || 'public',
    agency: text('agency') || null,
    events: all('events'),
    categories: all('categories', 'groups'),
    areas: all('areas', 'municipalities'),
    states: all('states'),
  };
}

/** A webhook as its form shows it. */
export function valuesOf(webhook: WebhookItem): Record<string, string> {
  return {
    name: webhook.name,
    url: webhook.url,
    view: webhook.view,
    agency: webhook.agency ?? '',
    events: joinValues(webhook.events),
    categories: joinValues(webhook.categories),
    groups: joinValues(webhook.categories),
    areas: joinValues(webhook.areas),
    municipalities: joinValues(webhook.areas),
    states: joinValues(webhook.states),
    version: String(webhook.version),
  };
}

/** What was typed, for the form to show again; several values of a name a line each. */
export const typedOf = (data: FormData): Record<string, string> =>
  Object.fromEntries([...new Set(data.keys())].map((name) => [name, joinValues(data.getAll(name).map(String))]));
