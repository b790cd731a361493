import { parseCaseNumber } from '#kernel/case-number.ts';
import type { CasesApi } from '#modules/cases/api.ts';
import type { ExchangeApi } from '#modules/exchange/api.ts';
import type { IdentityApi, KeptData } from '#modules/identity/api.ts';
import type { NotificationsApi } from '#modules/notifications/api.ts';
import { CONTACT_FIELDS, OWN_FIELDS, REPORT_TYPE, WRITTEN_FIELDS } from './operations-shared.ts';
import { deskOf, followingOf } from './operations-tenant.ts';
import { isImporting } from './store.ts';
import { forgetContacts, oldCallers } from './store-callers.ts';
import {
  blankAnswers,
  blankCallNotes,
  countAnswers,
  countCallers,
  countCallNotes,
  forgetCallers,
  forgetTraces,
} from './store-forgetting.ts';

export interface KeepingParts {
  readonly cases: CasesApi;
  readonly identity: Pick<IdentityApi, 'erasePerson'>;
  readonly exchange: Pick<ExchangeApi, 'forget'>;
  readonly notifications: Pick<NotificationsApi, 'forget'>;
}

const WORKERS = { ar: 'من يعمل على البلاغ من الموظفين', en: 'Employees who work on the report' };
const DESK = { ar: 'موظفو مركز البلاغات', en: 'Employees of the call desk' };

/** What reports keep about people, and how what is past its term goes. */
export const keptByReports = ({ cases, identity, exchange, notifications }: KeepingParts): readonly KeptData[] => [
  {
    key: 'reports.closed',
    what: {
      ar: 'وسيلة تواصل المبلّغ ونص بلاغه بعد إقفاله',
      en: 'The reporter’s contact and words, after the report was closed',
    },
    since: { ar: 'إقفال البلاغ', en: 'The closing of the report' },
    seenBy: WORKERS,
    safeguard: {
      ar: 'لا يظهر للعموم اسم ولا رقم، ويُسجل كل اطلاع',
      en: 'No name or number is public; each reading is on record',
    },
    end: {
      ar: 'يُمحى التواصل والنص ويبقى البلاغ بلا صاحبه',
      en: 'Contact and words are taken out; the report stays without its reporter',
    },
    usual: () => 1_825,
    removal: {
      due: (tx, _tenant, { before, held }, most) => cases.countExpiring(tx, { type: REPORT_TYPE, before, held }, most),
      async remove(tx, tenant, { before, held }, most) {
        const ids = await cases.expiring(tx, { type: REPORT_TYPE, before, held }, most);
        const own = { authors: [null], roles: ['reporter', 'follower'], blank: OWN_FIELDS };
        await cases.redact(tx, tenant, ids, { drop: CONTACT_FIELDS, blank: WRITTEN_FIELDS, own }, 'retention');
        await forgetTraces(tx, null, ids);
        await exchange.forget(tx, ids, WRITTEN_FIELDS);
        await notifications.forget(tx, null, ids);
        await cases.markEmptied(tx, ids);
        return ids.length;
      },
      // What is past its term as it comes in goes once all of it is there.
      waits: (tx, now) => isImporting(tx, now.toString()),
    },
    async subjectOf(tx, context, number) {
      const canonical = parseCaseNumber(number);
      return canonical === undefined ? undefined : (await cases.findCase(tx, context, { number: canonical }))?.state.id;
    },
  },
  {
    key: 'reports.callers',
    what: { ar: 'أرقام المتصلين بمركز البلاغات وأسماؤهم', en: 'Numbers and names of callers of the desk' },
    since: { ar: 'آخر مكالمة', en: 'The last call' },
    seenBy: DESK,
    safeguard: { ar: 'مشفرة بمفتاح لكل متصل', en: 'Encrypted with a key of each caller' },
    end: { ar: 'يُتلف المفتاح وتبقى المكالمة بلا رقم', en: 'The key is destroyed; the call stays without a number' },
    usual: (tenant) => deskOf(tenant).retentionDays,
    removal: {
      due: (tx, _tenant, { before }, most) => countCallers(tx, before.toString(), most),
      async remove(tx, _tenant, { before }, most) {
        const old = (await oldCallers(tx, before.toString(), most)).map(({ id }) => id);
        await forgetCallers(tx, old);
        for (const id of old) await identity.erasePerson(tx, id);
        const contacts = await forgetContacts(tx, before.toString(), most);
        return Math.max(old.length, contacts);
      },
    },
  },
  {
    key: 'reports.call-notes',
    what: { ar: 'ما دوّنه موظف المركز عن المكالمة', en: 'What the agent noted of a call' },
    since: { ar: 'انتهاء المكالمة', en: 'The end of the call' },
    seenBy: DESK,
    safeguard: { ar: 'كل اطلاع مسجل', en: 'Each reading is on record' },
    end: { ar: 'تُمحى الملاحظات ويبقى عدد المكالمات وأوقاتها', en: 'The notes go; the calls and their times stay' },
    usual: (tenant) => deskOf(tenant).retentionDays,
    removal: {
      due: (tx, _tenant, { before }, most) => countCallNotes(tx, before.toString(), most),
      remove: (tx, _tenant, { before }, most) => blankCallNotes(tx, before.toString(), most),
    },
  },
  {
    key: 'reports.handover-answers',
    what: { ar: 'ردود أنظمة الجهات على البلاغات المحالة', en: 'Answers of agencies’ systems to what was handed over' },
    since: { ar: 'ورود الرد', en: 'The answer' },
    seenBy: { ar: 'من يتابع الإحالات', en: 'Who looks after hand-overs' },
    safeguard: { ar: 'بلا اسم المبلّغ ولا وسيلة تواصله', en: 'Without the reporter’s name and contact' },
    end: { ar: 'يُمحى نص الرد ويبقى وقته ونتيجته', en: 'The text goes; its time and outcome stay' },
    usual: () => 365,
    removal: {
      due: (tx, _tenant, { before }, most) => countAnswers(tx, before.toString(), most),
      remove: (tx, _tenant, { before }, most) => blankAnswers(tx, before.toString(), most),
    },
  },
  {
    key: 'reports.alerts',
    what: { ar: 'بريد المشتركين في تنبيهات المناطق', en: 'E-mail of people who asked for alerts of an area' },
    since: { ar: 'الاشتراك', en: 'The request' },
    seenBy: { ar: 'صاحبه وحده', en: 'The person alone' },
    safeguard: { ar: 'لا يُستعمل لغير التنبيه', en: 'Used for the alert and nothing else' },
    end: {
      ar: 'يُحذف بإلغاء الاشتراك، وما لم يُؤكد بعد يومين',
      en: 'Removed when ended; unconfirmed ones after two days',
    },
    usual: () => null,
  },
  {
    key: 'reports.followers',
    what: {
      ar: 'بريد أو جوال من يتابع بلاغًا دون حساب',
      en: 'E-mail address or mobile number of whoever follows a report without an account',
    },
    since: { ar: 'إقفال البلاغ', en: 'The closing of the report' },
    seenBy: { ar: 'صاحبه وحده', en: 'The person alone' },
    safeguard: { ar: 'مشفر بمفتاح لكل عنوان', en: 'Encrypted with a key of each address' },
    end: {
      ar: 'يُتلف المفتاح وما أُرسل إليه، وفورًا عند إيقاف المتابعة، وما لم يُؤكد في مدته',
      en: 'The key and what was sent there go: at once when it is ended, and what was not confirmed in its time',
    },
    usual: (tenant) => followingOf(tenant).keepDays,
  },
  {
    key: 'reports.own-lists',
    what: { ar: 'رابط من طلب بلاغاته دون حساب', en: 'Link of whoever asked for their own reports without an account' },
    since: { ar: 'انتهاء الرابط', en: 'The end of the link' },
    seenBy: { ar: 'صاحبه وحده', en: 'The person alone' },
    safeguard: { ar: 'يُفتح مرة واحدة، وكل اطلاع مسجل', en: 'It opens once; each reading is on record' },
    end: { ar: 'يُحذف مع الرسالة التي حملته', en: 'Removed with the message that carried it' },
    usual: () => 1,
  },
  {
    key: 'reports.submissions',
    what: { ar: 'أثر الشبكة التي ورد منها بلاغ بلا حساب', en: 'Trace of the network an anonymous report came from' },
    since: { ar: 'ورود البلاغ', en: 'The arrival of the report' },
    seenBy: { ar: 'لا أحد؛ بصمة بمفتاح يومي', en: 'Nobody; a digest under a key of the day' },
    safeguard: { ar: 'لا يُعرف منه العنوان', en: 'It does not give the address away' },
    end: { ar: 'يُحذف كل ساعة ما انتهت مدته', en: 'Removed within an hour of the end' },
    usual: () => 7,
  },
];
