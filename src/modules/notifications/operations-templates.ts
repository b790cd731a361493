import { z } from 'zod';
import { Problem } from '#kernel/problem.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import {
  CHANNELS,
  LanguageTag,
  NoticeKey,
  NoticeTemplate,
  NoticeTemplates,
  NoticeValue,
  notificationProblems,
} from './model.ts';
import { render } from './rules-render.ts';
import { findTemplates, insertTemplates } from './store.ts';
import { type BaseUrlOf, surroundingsOf } from './surroundings.ts';

const Preview = z.object({
  channel: z.enum(CHANNELS),
  language: z.string(),
  subject: z.string().nullable(),
  text: z.string(),
  html: z.string().nullable(),
  sms: z.object({ encoding: z.enum(['GSM-7', 'UCS-2']), units: z.int(), segments: z.int() }).nullable(),
  problem: z.object({ code: z.string(), text: z.record(z.string(), z.string()) }).nullable(),
});

/** How an administrator reads, tries and saves the words of notices. */
export function templateOperations(baseUrlOf: BaseUrlOf): readonly Operation[] {
  return [
    operation({
      name: 'notifications.list-templates',
      summary: { ar: 'قوالب الإشعارات', en: 'Templates of notices' },
      kind: 'query',
      who: [tenantRole('administrator', 'auditor')],
      route: { method: 'GET', path: '/notifications/templates' },
      rate: 'read',
      input: z.strictObject({}),
      output: z.object({ items: z.array(z.object({ key: z.string(), version: z.int(), body: NoticeTemplate })) }),
      run: async (tx) => ({ items: await findTemplates(tx, null) }),
    }),
    operation({
      name: 'notifications.put-templates',
      summary: { ar: 'حفظ قوالب الإشعارات', en: 'Save templates of notices' },
      kind: 'command',
      who: [system(), tenantRole('administrator')],
      route: { method: 'PUT', path: '/notifications/templates' },
      rate: 'write',
      bodyLimit: 1 << 20,
      input: z.strictObject({ templates: NoticeTemplates }),
      output: z.object({ changed: z.array(z.object({ key: z.string(), version: z.int() })) }),
      run: async (tx, { templates }, { now }) => ({ changed: await insertTemplates(tx, templates, now) }),
    }),
    operation({
      name: 'notifications.preview-template',
      summary: { ar: 'معاينة قالب إشعار', en: 'Preview a template of a notice' },
      kind: 'query',
      who: [tenantRole('administrator')],
      route: { method: 'POST', path: '/notifications/templates/preview' },
      rate: 'read',
      input: z.strictObject({
        /** The template of this key is shown, unless `template` gives one that is not saved yet. */
        key: NoticeKey,
        template: NoticeTemplate.nullish(),
        language: LanguageTag.nullish(),
        /** Places without a value show their name. */
        values: z.record(z.string(), NoticeValue).default({}),
      }),
      output: z.object({ previews: z.array(Preview) }),
      async run(tx, { key, template: unsaved, language, values }, { tenant }) {
        const template = unsaved ?? (await findTemplates(tx, [key]))[0]?.body;
        if (template === undefined) throw notificationProblems['unknown-template']({ values: { key } });
        const names = Object.fromEntries(['number', ...template.placeholders].map((name) => [name, `<${name}>`]));
        const around = surroundingsOf(tenant, baseUrlOf);
        const previews = CHANNELS.flatMap((channel) =>
          Object.keys(template[channel] ?? {})
            .filter((tag) => !language || tag === language)
            .map((tag): z.infer<typeof Preview> => {
              try {
                const rendered = render(template, channel, tag, { ...names, ...values }, around);
                return { channel, language: tag, ...rendered, problem: null };
              } catch (error) {
                if (!(error instanceof Problem)) throw error;
                const problem = { code: error.code, text: { ...error.text } };
                return { channel, language: tag, subject: null, text: '', html: null, sms: null, problem };
              }
            }),
        );
        return { previews };
      },
    }),
  ];
}
