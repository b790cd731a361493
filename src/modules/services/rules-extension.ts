import type { ServiceDefinition } from './model.ts';

type Loose = Record<string, unknown>;

/** The states of an application whose permit is to be extended, and what the program does once that is paid. */
export const EXTENSION_STATE = 'extension';
export const EXTENSION_PAYMENT = {
  state: 'extensionPayment',
  action: 'recordExtensionPayment',
  clock: 'extensionPaymentTime',
} as const;
/** What grants an extension: the document issued by it is a later version with a later end. */
export const GRANTS_EXTENSION: readonly string[] = ['approveExtension', EXTENSION_PAYMENT.action];

export const EXTENSION_NOTICES = {
  extensionAsked: {
    to: ['team'],
    title: { ar: 'طلب تمديد {number}', en: 'An extension is asked: {number}' },
    body: {
      ar: 'طلب صاحب «{service}» رقم {number} تمديد مدتها. {link}',
      en: 'The holder of “{service}”, {number}, asks to extend it. {link}',
    },
  },
  extensionDue: {
    to: ['applicant'],
    title: { ar: 'ووفق على التمديد {number} بانتظار السداد', en: 'The extension {number} is approved; the fee is due' },
    body: {
      ar: 'ووفق على تمديد «{service}» رقم {number}. المقابل ومهلة سداده في: {link}',
      en: 'The extension of “{service}”, {number}, is approved. The fee and when it is due: {link}',
    },
  },
  extensionGranted: {
    to: ['applicant'],
    title: { ar: 'مُددت وثيقتك في الطلب {number}', en: 'Your document of application {number} is extended' },
    body: {
      ar: 'صدرت نسخة جديدة مما صدر لك من «{service}» (الطلب {number}) بمدتها الممددة. {link}',
      en: 'A new version of what was issued to you for “{service}” (application {number}) has the later end. {link}',
    },
  },
  extensionRefused: {
    to: ['applicant'],
    title: { ar: 'لم يقبل تمديد {number}', en: 'The extension of {number} was refused' },
    body: {
      ar: 'لم يقبل تمديد «{service}» رقم {number}، وتبقى الوثيقة سارية إلى نهايتها. الأسباب في: {link}',
      en: 'The extension of “{service}”, {number}, was refused; the document holds until its end. The reasons: {link}',
    },
  },
} as const;

const words = (key: string, type: string, ar: string, en: string, more: object = {}) => ({
  key,
  type,
  title: { ar, en },
  dataClass: 'internal',
  ...more,
});

/** Fields, states, actions and clock that a service with an extension has beside its own; `issued` is where it returns to. */
export function extensionParts({ extension }: Pick<ServiceDefinition, 'extension'>, issued: readonly string[]) {
  const [home] = issued;
  if (extension === undefined || home === undefined) return undefined;
  const grant = (when?: string) => {
    const only = when === undefined ? {} : { when };
    return [
      { do: 'set', values: { validUntil: 'data.extensionUntil', documentReason: 'null' }, ...only },
      { do: 'issueDocument', document: extension.document, ...only },
      { do: 'notify', notice: 'extensionGranted', ...only },
    ];
  };
  const both = { audience: ['applicant', 'office'] };
  const costs = 'data.extensionFee.total > 0';
  return {
    section: {
      key: 'extensionPart',
      title: { ar: 'تمديد المدة', en: 'Extension' },
      fields: [
        words('extendBy', 'choice', 'مدة التمديد', 'Extend by', { required: true, options: extension.choices }),
        words('extensionReason', 'longText', 'سبب طلب التمديد', 'Why it is to be extended', {
          required: true,
          min: 5,
          max: 1_000,
        }),
        words('extensionUntil', 'date', 'النهاية بعد التمديد', 'End once extended'),
        words('extensionFee', 'object', 'مقابل التمديد', 'Fee of the extension', { audience: ['office'] }),
        words('extensionAnswer', 'longText', 'سبب عدم التمديد', 'Why it is not extended', {
          required: true,
          min: 10,
          max: 1_000,
        }),
        words('extensionReceipt', 'text', 'رقم فاتورة التمديد', 'Bill of the extension'),
        words('extensionPaidOn', 'date', 'تاريخ سداد التمديد', 'Extension paid on'),
        words('extensionPaidAmount', 'money', 'المبلغ المسدد للتمديد', 'Amount paid for the extension'),
      ],
    },
    states: {
      [EXTENSION_STATE]: {
        title: {
          applicant: { ar: 'طلب التمديد قيد الدراسة', en: 'Your extension is being considered' },
          office: { ar: 'طلب تمديد بانتظار القرار', en: 'An extension to be decided' },
        },
        category: 'open',
      },
      [EXTENSION_PAYMENT.state]: {
        title: {
          applicant: { ar: 'ووفق على التمديد بانتظار السداد', en: 'Extension approved, waiting for payment' },
          office: { ar: 'تمديد بانتظار السداد', en: 'Extension waiting for payment' },
        },
        category: 'waiting',
      },
    },
    actions: {
      requestExtension: {
        ...both,
        title: { ar: 'طلب تمديد المدة', en: 'Ask to extend it' },
        from: issued,
        to: EXTENSION_STATE,
        by: ['applicant'],
        when: {
          must: `data.documentState = "valid" and date(data.validUntil) >= today()${extension.when === undefined ? '' : ` and (${extension.when.must})`}`,
          text: extension.when?.text ?? {
            ar: 'لا تمدد إلا وثيقة سارية قبل نهايتها.',
            en: 'Only a document in force can be extended, before its end.',
          },
        },
        input: ['extendBy', 'extensionReason'],
        effects: [
          { do: 'set', values: { extensionUntil: extension.until, extensionAnswer: 'null' } },
          { do: 'restartClock', clock: 'norm' },
          { do: 'notify', notice: 'extensionAsked' },
        ],
      },
      approveExtension: {
        ...both,
        title: { ar: 'الموافقة على التمديد', en: 'Approve the extension' },
        from: [EXTENSION_STATE],
        to: [{ when: costs, to: EXTENSION_PAYMENT.state }, { to: home }],
        by: ['team'],
        effects: [{ do: 'notify', notice: 'extensionDue', when: costs }, ...grant('data.extensionFee.total = 0')],
      },
      refuseExtension: {
        ...both,
        title: { ar: 'رفض التمديد', en: 'Refuse the extension' },
        from: [EXTENSION_STATE],
        to: home,
        by: ['team'],
        input: ['extensionAnswer'],
        effects: [{ do: 'notify', notice: 'extensionRefused' }],
      },
      [EXTENSION_PAYMENT.action]: {
        ...both,
        title: { ar: 'سداد مقابل التمديد', en: 'The extension was paid' },
        from: [EXTENSION_PAYMENT.state],
        to: home,
        by: ['system'],
        input: ['extensionReceipt', 'extensionPaidOn', 'extensionPaidAmount'],
        effects: grant(),
      },
      withdrawExtension: {
        ...both,
        title: { ar: 'سحب طلب التمديد', en: 'Withdraw the extension' },
        from: [EXTENSION_STATE, EXTENSION_PAYMENT.state],
        to: home,
        by: ['applicant'],
      },
      lapseExtension: {
        ...both,
        title: { ar: 'انقضت مهلة سداد التمديد', en: 'The time to pay for the extension ran out' },
        from: [EXTENSION_PAYMENT.state],
        to: home,
        by: ['system'],
      },
    },
    clock: {
      kind: 'timer',
      title: { ar: 'مهلة سداد التمديد', en: 'Time to pay for the extension' },
      amount: 'data.terms.paymentDays',
      unit: 'workingDay',
      startsOn: { state: EXTENSION_PAYMENT.state },
      stopsIn: [...issued, EXTENSION_STATE],
      onBreach: { action: 'lapseExtension' },
    } as Loose,
  };
}

/** Fields that an extension adds, for expressions and templates to read. */
export const EXTENSION_FIELDS = ['extendBy', 'extensionReason', 'extensionUntil', 'extensionFee', 'extensionAnswer'];
