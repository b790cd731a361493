import type { KeptData } from '#modules/identity/api.ts';
import { countOldMessages, deleteOldMessages } from './store-forget.ts';

export const keptByNotifications: readonly KeptData[] = [
  {
    key: 'notifications.log',
    what: {
      ar: 'الإشعارات المرسلة ونصوصها وعناوينها وحال تسليمها',
      en: 'Notices that were sent: their words, where to, and how it went',
    },
    since: { ar: 'كتابة الإشعار', en: 'The writing of the notice' },
    seenBy: {
      ar: 'من أُرسلت إليه، ومن يشغّل النظام بعنوان مخفي',
      en: 'The addressee; operators with the address masked',
    },
    safeguard: { ar: 'لا تُعرض العناوين كاملة لموظف', en: 'Addresses are never shown whole to an employee' },
    end: { ar: 'تُحذف الإشعارات وسجل تسليمها', en: 'Notices and their delivery log are removed' },
    usual: () => 730,
    removal: {
      due: (tx, _tenant, { before, held }, most) => countOldMessages(tx, before, held, most),
      remove: (tx, _tenant, { before, held }, most) => deleteOldMessages(tx, before, held, most),
    },
  },
  {
    key: 'notifications.choices',
    what: { ar: 'تفضيلات الإشعار وأجهزة التنبيه', en: 'Choices about notices, and devices for them' },
    since: { ar: 'الاختيار', en: 'The choice' },
    seenBy: { ar: 'صاحبها وحده', en: 'The person alone' },
    safeguard: { ar: 'العنوان محفوظ ببصمته لا بنصه', en: 'An address is kept as a digest, not as text' },
    end: { ar: 'تُحذف بإلغائها أو بحذف بيانات صاحبها', en: 'Removed when taken back, or when the person is erased' },
    usual: () => null,
  },
];
