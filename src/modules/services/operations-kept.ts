import type { Id } from '#kernel/id.ts';
import type { CaseType, Redaction } from '#modules/cases/api.ts';
import type { Expiry, KeptData } from '#modules/identity/api.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import { DRAFT_DAYS } from './operations-draft-shared.ts';
import type { ServiceParts } from './operations-shared.ts';
import { draftsOfCases } from './store.ts';
import { dropPrefillsOfCases } from './store-prefill.ts';
import { dropSignaturesOfCases } from './store-signing.ts';

/** Kinds of answer that somebody wrote, and whose words may be quoted elsewhere in an application. */
const WRITTEN = ['text', 'longText', 'identifier'];
/** Classes of answers that go: what tells who somebody is or what they said of themself. */
const PERSONAL = ['personal', 'restricted'];

/** What goes of an application of a type: personal answers, files, and the words of the applicant in their own entries. */
export function redactionOf({ sections, flow }: CaseType): Redaction {
  const fields = sections.flatMap((section) => section.fields);
  const personal = fields.filter(({ dataClass }) => PERSONAL.includes(String(dataClass)));
  const own = Object.values(flow.actions)
    .filter(({ by }) => by?.includes('applicant'))
    .flatMap(({ input = [] }) => input.flatMap((one) => (typeof one === 'string' ? [] : [one])))
    .filter(({ type }) => WRITTEN.includes(type));
  const files = fields.filter(({ type }) => type === 'files');
  return {
    drop: [],
    blank: [],
    answers: [...personal, ...files].map(({ key }) => key),
    quoted: personal.filter(({ type }) => WRITTEN.includes(type)).map(({ key }) => key),
    own: { authors: [], roles: ['applicant'], blank: ['text', ...own.map(({ key }) => key)] },
  };
}

/** Applications of every service that are past the tenant's term and their service's own; at most `most`. */
async function expired(parts: ServiceParts, tx: Tx, tenant: Tenant, { before, now, held }: Expiry, most: number) {
  const found: Id[] = [];
  for (const { definition } of (await parts.published.of(tx, tenant)).values()) {
    const type = await parts.cases.typeOf(tx, { tenant }, definition.caseType.id);
    const own = now.toZonedDateTimeISO(tenant.timeZone).subtract({ months: type.retention.months }).toInstant();
    const past = Temporal.Instant.compare(own, before) < 0 ? own : before;
    const day = past.toZonedDateTimeISO(tenant.timeZone).toPlainDate().toString();
    // While a licence holds, and as long again after its end, its application says what it was given for.
    const kept: Id[] = [];
    for (;;) {
      const subjects = [...held.subjects, ...kept];
      const asked = { type: type.id, before: past, held: { parties: held.parties, subjects } };
      const ids = await parts.cases.expiring(tx, asked, most - found.length);
      const lasting = new Set(await parts.documents.endingSince(tx, ids, day));
      found.push(...ids.filter((id) => !lasting.has(id)));
      kept.push(...lasting);
      if (lasting.size === 0 || found.length >= most) break;
    }
    if (found.length >= most) break;
  }
  return found;
}

/** What e-services keep about people, and how what is past its term goes. */
export const keptByServices = (parts: ServiceParts): readonly KeptData[] => [
  {
    key: 'services.applications',
    what: {
      ar: 'البيانات الشخصية في طلبات الخدمات المنتهية ومرفقاتها',
      en: 'Personal answers and files of applications that are over',
    },
    since: {
      ar: 'انتهاء الطلب، أو انتهاء ما صدر به من رخصة أو تصريح إن كان بعده',
      en: 'The end of the application, or that of the licence or permit it was given, whichever is later',
    },
    seenBy: {
      ar: 'من يعمل على الطلب، والجهات المستشارة فيما يعرض عليها منه',
      en: 'Who works on the application, and the bodies consulted as far as it is shown to them',
    },
    safeguard: { ar: 'كل اطلاع على اسم مقدم الطلب مسجل', en: 'Each reading of the applicant’s name is on record' },
    end: {
      ar: 'تُمحى وتُحذف المرفقات، ويبقى الطلب وما قُرر فيه. وما جعلت خدمته له مدة أطول يبقى إليها',
      en: 'Taken out, and the files removed; the application and its decision stay. A service with a longer term keeps it',
    },
    usual: () => 1_825,
    removal: {
      due: async (tx, tenant, expiry, most) => (await expired(parts, tx, tenant, expiry, most)).length,
      async remove(tx, tenant, expiry, most) {
        const ids = await expired(parts, tx, tenant, expiry, most);
        await parts.cases.redact(tx, tenant, ids, redactionOf, 'retention');
        // Files came with the draft, and with what was sent to the application later.
        await parts.documents.forgetAttached(tx, 'application', [...ids, ...(await draftsOfCases(tx, ids))]);
        await dropPrefillsOfCases(tx, ids);
        await dropSignaturesOfCases(tx, ids);
        await parts.cases.markEmptied(tx, ids);
        return ids.length;
      },
    },
  },
  {
    key: 'services.drafts',
    what: { ar: 'مسودات طلبات لم ترسل', en: 'Drafts of applications that were not sent' },
    since: { ar: 'آخر تعديل', en: 'The last change' },
    seenBy: { ar: 'صاحبها ومن يمثله', en: 'The applicant, and who acts for them' },
    safeguard: { ar: 'مشفرة بمفتاح صاحبها', en: 'Encrypted with the applicant’s key' },
    end: {
      ar: 'تُحذف مع مرفقاتها وما جلب لها من الجهات',
      en: 'Removed with their files and what agencies gave for them',
    },
    usual: () => DRAFT_DAYS,
  },
];
