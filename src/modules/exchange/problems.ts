import { problems } from '#kernel/problem.ts';

/** The refusals of exchange with other systems. */
export const exchangeProblems = problems('exchange', {
  'not-found': {
    status: 404,
    ar: 'لا توجد وجهة إشعارات برمجية بهذا المعرّف.',
    en: 'There is no webhook with this id.',
  },
  'unknown-message': {
    status: 404,
    ar: 'لا توجد رسالة بهذا المعرّف لدى هذه الوجهة؛ تُحذف الرسائل المسلَّمة بعد ثلاثين يوماً.',
    en: 'This webhook has no message with this id; delivered messages are removed after thirty days.',
  },
  'address-not-https': {
    status: 422,
    field: 'url',
    ar: 'يجب أن يبدأ العنوان بـ ⁦https://⁩ حتى لا يقرأ الرسائل أحد في الطريق.',
    en: 'The address must begin with https://, so that nobody reads the messages on their way.',
  },
  'address-with-password': {
    status: 422,
    field: 'url',
    ar: 'لا تضع اسم مستخدم أو كلمة مرور في العنوان؛ يتحقق نظامك من المرسل بالتوقيع.',
    en: 'Put no user name or password into the address; your system knows the sender by the signature.',
  },
  'address-refused': {
    status: 422,
    field: 'url',
    ar: 'هذا العنوان داخل شبكة خاصة، ولا يُرسل إليه إلا إذا سمح به مشغّل النظام في الإعداد PRIVATE_RECEIVERS.',
    en: 'This address lies in a private network; it is sent to only where the operator allows it in PRIVATE_RECEIVERS.',
  },
  'unknown-agency': {
    status: 422,
    field: 'agency',
    ar: 'لا توجد جهة بالرمز {code}.',
    en: 'There is no agency with the code {code}.',
  },
  'agency-needed': {
    status: 422,
    field: 'agency',
    ar: 'اختر الجهة التي تُعرض لها البلاغات المحالة إليها.',
    en: 'Choose the agency that is shown what was handed over to it.',
  },
  'public-only': {
    status: 403,
    ar: 'يطلب حساب الخدمة إشعارات بالبلاغات المعلنة فقط؛ ما عداها يعدّه مدير النظام.',
    en: 'A service account asks to be told of public reports only; an administrator arranges anything else.',
  },
  'too-many': {
    status: 409,
    ar: 'بلغ عدد الوجهات الحد المسموح ({most}). احذف ما لم يعد مستخدماً.',
    en: 'There are as many webhooks as allowed ({most}). Remove what is no longer used.',
  },
  'changed-meanwhile': {
    status: 409,
    ar: 'عدّل شخص آخر هذه الوجهة بعد أن فتحتها. راجعها ثم أعد التعديل.',
    en: 'Somebody else changed this webhook after you opened it. Look at it, then change it again.',
  },
  'not-sending': {
    status: 409,
    ar: 'هذه الوجهة متوقفة. أعد تشغيلها أولاً.',
    en: 'This webhook is not sending. Start it again first.',
  },
  'still-waiting': {
    status: 409,
    ar: 'هذه الرسالة ما زالت تنتظر إرسالها؛ لا حاجة إلى إعادتها.',
    en: 'This message still waits to be sent; it needs no replay.',
  },
  'unknown-connector': {
    status: 404,
    ar: 'لا يوجد ربط بهذا الاسم.',
    en: 'There is no connector of this name.',
  },
  'unknown-call': {
    status: 404,
    ar: 'لا توجد في سجل التبادل عملية بهذا المعرّف.',
    en: 'The exchange log has no call with this id.',
  },
  'unknown-secret': {
    status: 422,
    field: 'secrets',
    ar: 'لا يستخدم هذا الربط مفتاحا بهذا الاسم.',
    en: 'This connector uses no secret of this name.',
  },
  'no-try': {
    status: 409,
    ar: 'لا تجرَّب هذه العملية: ليس لها بيانات نموذجية، أو يترتب على تنفيذها أثر لدى الجهة.',
    en: 'This call cannot be tried: it has no sample data, or the agency would act on it.',
  },
  'no-simulator': {
    status: 409,
    ar: 'هذا الربط بجهة حقيقية، ولا محاكاة له هنا.',
    en: 'This connector asks a real agency; there is no simulator for it here.',
  },
  'body-gone': {
    status: 410,
    ar: 'لم يعد نص هذه العملية محفوظا: انتهت مدة حفظه أو نسي صاحبه. تبقى بصمته في السجل.',
    en: 'What was sent is kept no more: its term ended, or its person was forgotten. Its digest stays in the log.',
  },
});
