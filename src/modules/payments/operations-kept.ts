import type { KeptData } from '#modules/identity/api.ts';

export const keptByPayments: readonly KeptData[] = [
  {
    key: 'payments.bills',
    what: {
      ar: 'الفواتير والمدفوعات والإيصالات، دون أسماء',
      en: 'Bills, payments and receipts, without names',
    },
    since: { ar: 'إصدار الفاتورة', en: 'The issue of the bill' },
    seenBy: { ar: 'صاحب الفاتورة وموظفو المالية والمراجع', en: 'Whoever pays, finance officers and the auditor' },
    safeguard: {
      ar: 'لا يرسل إلى نظام السداد اسم ولا هوية، وقراءة اسم صاحب الفاتورة مسجلة',
      en: 'No name or identity goes to the biller; reading the payer’s name is on record',
    },
    end: { ar: 'تبقى في سجلات المالية', en: 'Stay in the books' },
    usual: () => null,
  },
  {
    key: 'payments.accounts',
    what: { ar: 'رقم الآيبان في طلب الاسترداد', en: 'The IBAN of a refund' },
    since: { ar: 'طلب الاسترداد', en: 'The request of the refund' },
    seenBy: {
      ar: 'موظفو المالية عند إعداد الاسترداد واعتماده، ولكل اطلاع سجل',
      en: 'Finance officers who prepare and approve it; each reading is on record',
    },
    safeguard: { ar: 'مشفر بمفتاح صاحبه', en: 'Encrypted with the payer’s key' },
    end: { ar: 'يُتلف بحذف بيانات صاحبه', en: 'Destroyed when the person is erased' },
    usual: () => null,
  },
];
