import { z } from 'zod';
import { Problem } from '#kernel/problem.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import type { NoticeSource } from './api.ts';
import { CHANNELS, LanguageTag, NoticeKey, NoticeValue, notificationProblems } from './model.ts';
import { DraftTemplate, type NoticePlace, TemplateAddress } from './model-template.ts';
import { render } from './rules-render.ts';
import { lintTemplate, publishable, sampleValues } from './rules-templates.ts';
import { findTemplates } from './store-templates.ts';
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

/** What keeps words from being published but not from being shown. */
const SHOWN = new Set(['missing-language', 'sms-too-long']);

/** Words as their reader would get them, with samples or with the values of a real case. */
export const previewOperation = (
  places: () => Readonly<Record<string, NoticePlace>>,
  { sources, baseUrlOf }: { readonly sources: readonly NoticeSource[]; readonly baseUrlOf: BaseUrlOf },
): Operation =>
  operation({
    name: 'notifications.preview-template',
    summary: { ar: 'معاينة قالب إشعار', en: 'Preview a template of a notice' },
    kind: 'query',
    who: [tenantRole('supervisor', 'administrator', 'auditor')],
    route: { method: 'POST', path: '/notifications/templates/preview' },
    rate: 'read',
    discloses: true,
    input: z.strictObject({
      /** The template of this key is shown, unless `template` gives one that is not saved yet. */
      key: NoticeKey,
      scope: TemplateAddress.scope,
      template: DraftTemplate.nullish(),
      language: LanguageTag.nullish(),
      /** The number of a real case to fill the places from; without it samples do. */
      number: z.string().max(60).nullish(),
      values: z.record(z.string(), NoticeValue).default({}),
    }),
    output: z.object({ previews: z.array(Preview) }),
    async run(tx, { key, scope, template: unsaved, language, number, values }, context) {
      const all = await findTemplates(tx, [key]);
      const standing = all.filter(({ withdrawn }) => !withdrawn);
      const stored = (standing.find((one) => one.scope === scope) ?? standing.find((one) => one.scope === ''))?.body;
      if (stored === undefined && !unsaved) throw notificationProblems['unknown-template']({ values: { key } });
      const around = surroundingsOf(context.tenant, baseUrlOf);
      const [wrong] = unsaved
        ? lintTemplate(unsaved, places(), around).filter(({ level, code }) => level === 'error' && !SHOWN.has(code))
        : [];
      if (wrong !== undefined) {
        throw notificationProblems['template-faulty']({
          fields: [{ path: 'template', code: wrong.code, text: wrong.text }],
        });
      }
      const template = unsaved ? publishable(unsaved) : stored!;
      const filled: Record<string, NoticeValue> = {
        ...Object.fromEntries(template.placeholders.map((name) => [name, `<${name}>`])),
        ...sampleValues(places()),
      };
      if (number) {
        const found = (await Promise.all(sources.map((source) => source.find(tx, context, number)))).find(Boolean);
        if (found === undefined) throw notificationProblems['unknown-sample']();
        context.disclosed({ type: 'case', id: found.id }, ['noticeValues']);
        Object.assign(filled, found.values);
      }
      const previews = CHANNELS.flatMap((channel) =>
        Object.keys(template[channel] ?? {})
          .filter((tag) => !language || tag === language)
          .map((tag): z.infer<typeof Preview> => {
            try {
              const rendered = render(template, channel, tag, { ...filled, ...values }, around);
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
  });
