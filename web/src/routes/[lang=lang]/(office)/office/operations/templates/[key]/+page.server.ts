import { redirect } from '@sveltejs/kit';
import { hasRole } from '#kernel/actor.ts';
import { say } from '#kernel/text.ts';
import type { DraftTemplate, TemplateFinding, TemplateVersion } from '#modules/notifications/api.ts';
import { answerForm } from '$lib/forms.ts';
import { mayOperate, staffOf } from '$lib/office/access.ts';
import { officeAddresses } from '$lib/office/addresses.ts';
import { isProblem } from '$lib/problem.ts';
import { scopesOf, scopeTitle } from '../scopes.ts';
import type { Actions, PageServerLoad } from './$types';
import { draftFrom, fieldsOf } from './form.ts';

interface Template {
  readonly version: number;
  readonly published: object | null;
  readonly draft: { readonly changedAt: string } | null;
  readonly editing: DraftTemplate;
  readonly findings: readonly TemplateFinding[];
  readonly places: readonly { name: string; title: { ar: string; en: string } }[];
  readonly languages: readonly string[];
  readonly versions: readonly TemplateVersion[];
}
interface Preview {
  readonly channel: 'inbox' | 'email' | 'sms';
  readonly language: string;
  readonly subject: string | null;
  readonly text: string;
  readonly sms: { encoding: string; units: number; segments: number } | null;
  readonly problem: { text: { ar: string; en: string } } | null;
}

const DONE = ['saved', 'published', 'restored', 'discarded', 'withdrawn'] as const;
const scopeIn = (url: URL) => url.searchParams.get('scope') ?? '';

export const load: PageServerLoad = async (event) => {
  staffOf(event, mayOperate);
  const { locals, params, url } = event;
  const scope = scopeIn(url);
  const number = url.searchParams.get('report')?.trim() || null;
  const [template, scopes] = await Promise.all([
    locals.call<Template>('notifications.get-template', { key: params.key, scope }),
    scopesOf(locals),
  ]);
  let previews: readonly Preview[] = [];
  let refused: string | null = null;
  try {
    ({ previews } = await locals.call<{ previews: Preview[] }>('notifications.preview-template', {
      key: params.key,
      scope,
      template: template.editing,
      number,
    }));
  } catch (error) {
    if (!isProblem(error)) throw error;
    // What keeps it from being shown stands among the findings already.
    refused = error.code === 'notifications.template-faulty' ? null : error.text[locals.language];
  }
  return {
    key: params.key,
    scope,
    scopeTitle: scopeTitle(scope, scopes, locals.language),
    scopes,
    purpose: say(template.editing.purpose, locals.language),
    kind: template.editing.kind,
    version: template.version,
    own: template.published !== null,
    draft: template.draft,
    fields: fieldsOf(template.editing),
    findings: template.findings,
    places: template.places.map(({ name, title }) => ({ name, title: title[locals.language] })),
    languages: template.languages,
    versions: template.versions.map(({ author, body, ...version }) => ({
      ...version,
      author: author === null ? '—' : say(author, locals.language),
      words: {
        sms: body.sms ?? {},
        email: body.email ?? {},
        inbox: body.inbox ?? {},
      },
    })),
    previews,
    refused,
    number,
    mayWrite: hasRole(locals.actor, 'administrator'),
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
    doneVersion: url.searchParams.get('version') ?? '',
  };
};

type Event = { locals: App.Locals; params: { key: string }; url: URL };
function back({ locals, params, url }: Event, done: (typeof DONE)[number], version?: number): never {
  const query = new URLSearchParams({ done });
  if (scopeIn(url) !== '') query.set('scope', scopeIn(url));
  if (version !== undefined) query.set('version', String(version));
  redirect(303, `${officeAddresses(locals.language).templates}/${params.key}?${query}`);
}
const at = ({ params, url }: Event) => ({ key: params.key, scope: scopeIn(url) });

export const actions: Actions = {
  save: (event) =>
    answerForm(event, async ({ values, key }) => {
      const { editing, languages } = await event.locals.call<Template>('notifications.get-template', at(event));
      const body = draftFrom(values, languages, editing);
      await event.locals.call('notifications.save-template-draft', { ...at(event), body }, key);
      return back(event, 'saved');
    }),
  publish: (event) =>
    answerForm(event, async ({ values, key }) => {
      const input = { ...at(event), note: values.note ?? '' };
      const { version } = await event.locals.call<{ version: number }>('notifications.publish-template', input, key);
      return back(event, 'published', version);
    }),
  discard: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('notifications.discard-template-draft', at(event), key);
      return back(event, 'discarded');
    }),
  restore: (event) =>
    answerForm(event, async ({ values, key }) => {
      const input = { ...at(event), version: values.version ?? '' };
      const { version } = await event.locals.call<{ version: number }>('notifications.restore-template', input, key);
      return back(event, 'restored', version);
    }),
  withdraw: (event) =>
    answerForm(event, async ({ key }) => {
      await event.locals.call('notifications.withdraw-template', at(event), key);
      return back(event, 'withdrawn');
    }),
};
