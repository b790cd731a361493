import { z } from 'zod';
import type { Bilingual } from '#kernel/text.ts';

/** One report as it is given away. Member names are the columns of the files and never change their meaning. */
export const OpenReport = z.object({
  number: z.string(),
  category: z.string(),
  category_name: z.record(z.string(), z.string()),
  category_group: z.string(),
  state: z.string(),
  state_name: z.record(z.string(), z.string()),
  fixed: z.boolean(),
  closed: z.boolean(),
  description: z.string().nullable(),
  address: z.string().nullable(),
  longitude: z.number(),
  latitude: z.number(),
  municipality: z.string().nullable(),
  district: z.string().nullable(),
  district_name: z.record(z.string(), z.string()).nullable(),
  opened_at: z.string(),
  due_at: z.string().nullable(),
  closed_at: z.string().nullable(),
  followers: z.int(),
});
export type OpenReport = z.infer<typeof OpenReport>;

export interface OpenColumn {
  readonly name: keyof OpenReport;
  readonly type: 'string' | 'boolean' | 'number' | 'integer' | 'datetime';
  /** One column for each language of the tenant, named with the language after an underscore. */
  readonly translated?: boolean;
  readonly title: Bilingual;
  readonly description: Bilingual;
}

/** The data dictionary, in the order of the columns. */
export const OPEN_COLUMNS: readonly OpenColumn[] = [
  {
    name: 'number',
    type: 'string',
    title: { ar: 'رقم البلاغ', en: 'Report number' },
    description: {
      ar: 'معرّف ثابت لا يتغير ولا يُعاد استخدامه، ومنه عنوان صفحة البلاغ.',
      en: 'A stable identifier that never changes and is never used again; the address of the report’s page ends with it.',
    },
  },
  {
    name: 'category',
    type: 'string',
    title: { ar: 'رمز التصنيف', en: 'Category code' },
    description: { ar: 'رمز التصنيف في دليل بلاغات الجهة.', en: 'Code in the municipality’s catalogue of reports.' },
  },
  {
    name: 'category_name',
    type: 'string',
    translated: true,
    title: { ar: 'التصنيف', en: 'Category' },
    description: { ar: 'اسم التصنيف وقت تقديم البلاغ.', en: 'Name of the category when the report was made.' },
  },
  {
    name: 'category_group',
    type: 'string',
    title: { ar: 'رمز القسم', en: 'Group code' },
    description: { ar: 'القسم الذي يندرج تحته التصنيف.', en: 'The group the category belongs to.' },
  },
  {
    name: 'state',
    type: 'string',
    title: { ar: 'رمز الحالة', en: 'State code' },
    description: { ar: 'حالة البلاغ وقت إعداد الملف.', en: 'State of the report when the file was made.' },
  },
  {
    name: 'state_name',
    type: 'string',
    translated: true,
    title: { ar: 'الحالة', en: 'State' },
    description: { ar: 'اسم الحالة كما يراه العموم.', en: 'Name of the state as the public reads it.' },
  },
  {
    name: 'fixed',
    type: 'boolean',
    title: { ar: 'تم الإصلاح', en: 'Fixed' },
    description: {
      ar: 'صحيح فقط إذا أكد المبلّغ أن المشكلة أُصلحت. الإغلاق وحده لا يعني الإصلاح.',
      en: 'True only when the reporter confirmed the repair. Closing alone does not mean fixed.',
    },
  },
  {
    name: 'closed',
    type: 'boolean',
    title: { ar: 'مغلق', en: 'Closed' },
    description: {
      ar: 'انتهت معاملة البلاغ، أُصلحت المشكلة أم لم تُصلح.',
      en: 'The report is over, whether fixed or not.',
    },
  },
  {
    name: 'description',
    type: 'string',
    title: { ar: 'الوصف', en: 'Description' },
    description: {
      ar: 'ما كتبه المبلّغ بعد حجب البيانات الشخصية بعلامة •••. فارغ إذا لم يكتب شيئًا أو لم يُجَز نشره.',
      en: 'What the reporter wrote, with personal data masked as •••. Empty when nothing was written or it is not published.',
    },
  },
  {
    name: 'address',
    type: 'string',
    title: { ar: 'العنوان', en: 'Address' },
    description: {
      ar: 'وصف المكان إن ذُكر، بعد حجب البيانات الشخصية.',
      en: 'The place in words where given, personal data masked.',
    },
  },
  {
    name: 'longitude',
    type: 'number',
    title: { ar: 'خط الطول', en: 'Longitude' },
    description: { ar: 'بالدرجات، WGS 84.', en: 'Degrees, WGS 84.' },
  },
  {
    name: 'latitude',
    type: 'number',
    title: { ar: 'دائرة العرض', en: 'Latitude' },
    description: { ar: 'بالدرجات، WGS 84.', en: 'Degrees, WGS 84.' },
  },
  {
    name: 'municipality',
    type: 'string',
    title: { ar: 'رمز البلدية', en: 'Municipality code' },
    description: { ar: 'البلدية التي يقع فيها المكان.', en: 'The municipality the place lies in.' },
  },
  {
    name: 'district',
    type: 'string',
    title: { ar: 'رمز الحي', en: 'District code' },
    description: { ar: 'الحي الذي يقع فيه المكان.', en: 'The district the place lies in.' },
  },
  {
    name: 'district_name',
    type: 'string',
    translated: true,
    title: { ar: 'الحي', en: 'District' },
    description: { ar: 'اسم الحي.', en: 'Name of the district.' },
  },
  {
    name: 'opened_at',
    type: 'datetime',
    title: { ar: 'وقت التقديم', en: 'Opened at' },
    description: { ar: 'بالتوقيت العالمي، ISO 8601.', en: 'UTC, ISO 8601.' },
  },
  {
    name: 'due_at',
    type: 'datetime',
    title: { ar: 'موعد المعالجة', en: 'Due at' },
    description: {
      ar: 'الموعد المعلن لإنهاء العمل. فارغ إذا توقفت المهلة أو انتهت.',
      en: 'When the work is promised to be done. Empty while the clock stands or after it ended.',
    },
  },
  {
    name: 'closed_at',
    type: 'datetime',
    title: { ar: 'وقت الإغلاق', en: 'Closed at' },
    description: { ar: 'فارغ ما دام البلاغ مفتوحًا.', en: 'Empty while the report is open.' },
  },
  {
    name: 'followers',
    type: 'integer',
    title: { ar: 'المتابعون', en: 'Followers' },
    description: { ar: 'عدد من يتابعون البلاغ غير صاحبه.', en: 'How many follow the report besides its reporter.' },
  },
];
