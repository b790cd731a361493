import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import type { NameDirectory, NoticeSource } from './api.ts';
import { NoticeTemplate, NoticeTemplates, notificationProblems } from './model.ts';
import {
  DraftTemplate,
  type NoticePlace,
  type StoredTemplate,
  TemplateAddress,
  TemplateFinding,
  TemplateVersion,
} from './model-template.ts';
import { previewOperation } from './operations-preview.ts';
import { draftOf, lintTemplate, publishable } from './rules-templates.ts';
import {
  addVersion,
  deleteDraft,
  findDraft,
  findTemplates,
  insertTemplates,
  listDrafts,
  listVersions,
  putDraft,
} from './store-templates.ts';
import { type BaseUrlOf, surroundingsOf } from './surroundings.ts';

const READERS = tenantRole('supervisor', 'administrator', 'auditor');
const WRITERS = tenantRole('administrator');

export interface TemplateParts {
  readonly baseUrlOf: BaseUrlOf;
  readonly names: NameDirectory;
  readonly sources: readonly NoticeSource[];
}

/** How an administrator reads, tries, publishes and takes back the words of notices. */
export function templateOperations(parts: TemplateParts): readonly Operation[] {
  const { baseUrlOf, names, sources } = parts;
  const places = (): Readonly<Record<string, NoticePlace>> =>
    Object.assign({}, ...sources.map((source) => source.places));

  /** The templates of a notice. @throws Problem notifications.unknown-template */
  async function templatesOf(tx: Tx, key: string): Promise<{ all: StoredTemplate[]; general: StoredTemplate }> {
    const all = await findTemplates(tx, [key]);
    const general = all.find(({ scope }) => scope === '');
    if (general === undefined) throw notificationProblems['unknown-template']({ values: { key } });
    return { all, general };
  }

  async function publish(
    tx: Tx,
    context: OperationContext,
    at: { key: string; scope: string },
    body: NoticeTemplate,
    note: string | null,
    withdrawn = false,
  ): Promise<{ key: string; scope: string; version: number }> {
    context.about({
      type: 'notice-template',
      id: context.newId(),
      number: [at.key, at.scope].filter(Boolean).join(' '),
    });
    const author = context.actor.partyId;
    const version = await addVersion(tx, { ...at, body, withdrawn, author, note }, context.now);
    await deleteDraft(tx, at.key, at.scope);
    return { ...at, version };
  }
  const Published = z.object({ key: z.string(), scope: z.string(), version: z.int() });
  const Note = plainText({ min: 0, max: 300 }).optional();

  return [
    operation({
      name: 'notifications.list-templates',
      summary: { ar: 'قوالب الإشعارات', en: 'Templates of notices' },
      kind: 'query',
      who: [READERS],
      route: { method: 'GET', path: '/notifications/templates' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({
        items: z.array(
          z.object({
            key: z.string(),
            scope: z.string(),
            version: z.int(),
            origin: z.enum(['file', 'office']),
            publishedAt: z.string(),
            /** Whether words are being written that are not published yet. */
            draft: z.boolean(),
            body: NoticeTemplate,
          }),
        ),
        /** Drafts for a category, a group or a status that has no words of its own yet. */
        drafts: z.array(z.object({ key: z.string(), scope: z.string(), changedAt: z.string() })),
      }),
      async run(tx) {
        const drafts = await listDrafts(tx);
        const items = (await findTemplates(tx, null)).filter(({ withdrawn }) => !withdrawn);
        const same = (a: { key: string; scope: string }) => (b: { key: string; scope: string }) =>
          a.key === b.key && a.scope === b.scope;
        return {
          items: items.map(({ withdrawn: _, ...item }) => ({ ...item, draft: drafts.some(same(item)) })),
          drafts: drafts
            .filter((draft) => !items.some(same(draft)))
            .map(({ key, scope, changedAt }) => ({ key, scope, changedAt })),
        };
      },
    }),
    operation({
      name: 'notifications.get-template',
      summary: { ar: 'قالب إشعار ومسودته وتاريخه', en: 'A template, its draft and its history' },
      kind: 'query',
      who: [READERS],
      route: { method: 'GET', path: '/notifications/templates/{key}' },
      rate: 'read',
      input: z.strictObject(TemplateAddress),
      output: z.object({
        key: z.string(),
        scope: z.string(),
        /** The number of the newest version of this scope, 0 before the first. */
        version: z.int(),
        published: NoticeTemplate.nullable(),
        /** What is sent where this scope has no words of its own. */
        general: NoticeTemplate,
        draft: z.object({ body: DraftTemplate, baseVersion: z.int(), changedAt: z.string() }).nullable(),
        /** The draft, or what it would begin from. */
        editing: DraftTemplate,
        findings: z.array(TemplateFinding),
        places: z.array(z.object({ name: z.string(), title: z.object({ ar: z.string(), en: z.string() }) })),
        languages: z.array(z.string()),
        versions: z.array(TemplateVersion),
      }),
      async run(tx, { key, scope }, { tenant }) {
        const { all, general } = await templatesOf(tx, key);
        const own = all.find((one) => one.scope === scope);
        const published = own === undefined || own.withdrawn ? null : own.body;
        const draft = await findDraft(tx, key, scope);
        const versions = await listVersions(tx, key, scope);
        const authors = await names.displayNames(tx, [...new Set(versions.flatMap(({ author }) => author ?? []))]);
        const editing = draft?.body ?? draftOf(published ?? general.body);
        return {
          key,
          scope,
          version: own?.version ?? 0,
          published,
          general: general.body,
          draft:
            draft === undefined
              ? null
              : { body: draft.body, baseVersion: draft.baseVersion, changedAt: draft.changedAt },
          editing,
          findings: lintTemplate(editing, places(), surroundingsOf(tenant, baseUrlOf)),
          places: Object.entries(places()).map(([name, { title }]) => ({
            name,
            title: { ar: title.ar, en: title.en },
          })),
          languages: [...tenant.languages],
          versions: versions.map(({ author, publishedAt, ...version }) => ({
            ...version,
            at: publishedAt,
            author: author === null ? null : ((authors.get(author) ?? null) as Record<string, string> | null),
          })),
        };
      },
    }),
    operation({
      name: 'notifications.put-templates',
      summary: { ar: 'حفظ قوالب الإشعارات', en: 'Save templates of notices' },
      kind: 'command',
      who: [system(), WRITERS],
      route: { method: 'PUT', path: '/notifications/templates' },
      rate: 'write',
      bodyLimit: 1 << 20,
      input: z.strictObject({ templates: NoticeTemplates }),
      output: z.object({ changed: z.array(z.object({ key: z.string(), version: z.int() })) }),
      run: async (tx, { templates }, { now }) => ({ changed: await insertTemplates(tx, templates, now) }),
    }),
    operation({
      name: 'notifications.save-template-draft',
      summary: { ar: 'حفظ مسودة قالب', en: 'Save a draft of a template' },
      kind: 'command',
      who: [WRITERS],
      route: { method: 'PUT', path: '/notifications/templates/{key}/draft' },
      rate: 'write',
      input: z.strictObject({ ...TemplateAddress, body: DraftTemplate }),
      output: z.object({ findings: z.array(TemplateFinding) }),
      async run(tx, { key, scope, body }, { actor, now, tenant }) {
        const { all } = await templatesOf(tx, key);
        const baseVersion = all.find((one) => one.scope === scope)?.version ?? 0;
        await deleteDraft(tx, key, scope);
        await putDraft(tx, { key, scope, body, baseVersion, author: actor.partyId }, now);
        return { findings: lintTemplate(body, places(), surroundingsOf(tenant, baseUrlOf)) };
      },
    }),
    operation({
      name: 'notifications.discard-template-draft',
      summary: { ar: 'ترك مسودة قالب', en: 'Discard a draft of a template' },
      kind: 'command',
      who: [WRITERS],
      route: { method: 'POST', path: '/notifications/templates/{key}/draft/discard' },
      rate: 'write',
      input: z.strictObject(TemplateAddress),
      output: z.object({ discarded: z.boolean() }),
      run: async (tx, { key, scope }) => ({ discarded: (await deleteDraft(tx, key, scope)) > 0 }),
    }),
    operation({
      name: 'notifications.publish-template',
      summary: { ar: 'نشر مسودة قالب', en: 'Publish the draft of a template' },
      kind: 'command',
      who: [WRITERS],
      route: { method: 'POST', path: '/notifications/templates/{key}/publish' },
      rate: 'write',
      input: z.strictObject({ ...TemplateAddress, note: Note }),
      output: Published,
      async run(tx, { key, scope, note }, context) {
        const { all } = await templatesOf(tx, key);
        const draft = await findDraft(tx, key, scope);
        if (draft === undefined) throw notificationProblems['no-draft']();
        const newest = all.find((one) => one.scope === scope)?.version ?? 0;
        if (newest !== draft.baseVersion) throw notificationProblems['template-changed']();
        const findings = lintTemplate(draft.body, places(), surroundingsOf(context.tenant, baseUrlOf));
        const wrong = findings.filter(({ level }) => level === 'error');
        if (wrong.length > 0) {
          throw notificationProblems['template-faulty']({
            fields: wrong.map(({ channel, language, code, text }) => ({
              path: ['body', channel, language].filter(Boolean).join('.'),
              code,
              text,
            })),
          });
        }
        return publish(tx, context, { key, scope }, publishable(draft.body), note || null);
      },
    }),
    operation({
      name: 'notifications.restore-template',
      summary: { ar: 'استعادة نسخة سابقة من قالب', en: 'Publish an earlier version of a template again' },
      kind: 'command',
      who: [WRITERS],
      route: { method: 'POST', path: '/notifications/templates/{key}/restore' },
      rate: 'write',
      input: z.strictObject({ ...TemplateAddress, version: z.coerce.number().pipe(z.int32().positive()), note: Note }),
      output: Published,
      async run(tx, { key, scope, version, note }, context) {
        await templatesOf(tx, key);
        const found = (await listVersions(tx, key, scope)).find((one) => one.version === version);
        if (found === undefined) throw notificationProblems['unknown-version']();
        return publish(tx, context, { key, scope }, found.body, note || `↺ ${version}`);
      },
    }),
    operation({
      name: 'notifications.withdraw-template',
      summary: { ar: 'سحب قالب خاص', en: 'Withdraw the words of a category, group or status' },
      kind: 'command',
      who: [WRITERS],
      route: { method: 'POST', path: '/notifications/templates/{key}/withdraw' },
      rate: 'write',
      input: z.strictObject({ ...TemplateAddress, note: Note }),
      output: Published,
      async run(tx, { key, scope, note }, context) {
        if (scope === '') throw notificationProblems['default-stays']();
        const { all } = await templatesOf(tx, key);
        const own = all.find((one) => one.scope === scope && !one.withdrawn);
        if (own === undefined) throw notificationProblems['unknown-version']();
        return publish(tx, context, { key, scope }, own.body, note || null, true);
      },
    }),
    previewOperation(places, parts),
  ];
}
