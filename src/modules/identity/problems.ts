import { type Problem, problems } from '#kernel/problem.ts';

export const identityProblems = problems('identity', {
  'sign-in-failed': {
    status: 400,
    ar: 'لم يكتمل تسجيل الدخول. ابدأ من جديد؛ فإن تكرر ذلك فأغلق صفحات الدخول المفتوحة الأخرى.',
    en: 'Signing in was not completed. Start again; if it happens again, close other open sign-in pages.',
  },
  'sign-in-refused': {
    status: 403,
    ar: 'لم تُعتمد عملية الدخول في تطبيق النفاذ. يمكنك المحاولة مرة أخرى.',
    en: 'The request was not approved in the sign-on application. You can try again.',
  },
  'provider-unavailable': {
    status: 503,
    ar: 'خدمة الدخول الموحد لا تستجيب الآن. أعد المحاولة بعد دقائق، أو زر أقرب مركز خدمة.',
    en: 'The single sign-on service is not answering. Try again in a few minutes, or visit a service centre.',
  },
  'identity-missing': {
    status: 422,
    ar: 'لم تُرسل خدمة الدخول رقم هوية صحيحا، فلا يمكن إكمال الدخول.',
    en: 'The sign-on service sent no valid identity number, so signing in cannot be completed.',
  },
  'not-staff': {
    status: 403,
    ar: 'لا يوجد حساب موظف بهذه الهوية. إن كنت موظفا فاطلب من مدير النظام إضافتك، أو ادخل بصفتك فردا.',
    en: 'No employee account has this identity. If you are an employee, ask the administrator to add you, or sign in as an individual.',
  },
  suspended: {
    status: 403,
    ar: 'هذا الحساب موقوف. تواصل مع مركز خدمة المستفيدين لمعرفة السبب.',
    en: 'This account is suspended. Contact the service centre to learn why.',
  },
  'not-found': { status: 404, ar: 'السجل المطلوب غير موجود.', en: 'There is no such record.' },
  'personal-data-faulty': {
    status: 422,
    ar: 'وثيقة البيانات الشخصية لا تصلح: {faults}',
    en: 'The document about personal data cannot be used: {faults}',
  },
  'no-notice': {
    status: 404,
    ar: 'لم تُنشر وثيقة البيانات الشخصية بعد.',
    en: 'What is said about personal data has not been published yet.',
  },
  'ground-missing': {
    status: 422,
    ar: 'لكل مدة أساس نظامي بلغات الموقع كلها.',
    en: 'Each term needs its legal ground in every language of the site.',
  },
  'terms-changed': {
    status: 409,
    ar: 'غيّر زميل مدد الحفظ قبلك. راجعها ثم أعد التغيير إن بقي لازما.',
    en: 'A colleague changed the terms before you. Look at them, then make your change again if it is still needed.',
  },
  'no-such-number': {
    status: 404,
    ar: 'لا سجل بهذا الرقم. تحقق من الرقم كما يظهر في البلاغ.',
    en: 'There is no record of this number. Check it as it stands on the report.',
  },
  'request-over': {
    status: 409,
    ar: 'لا ينطبق هذا الإجراء على الطلب في حالته الآن. حدّث الصفحة.',
    en: 'This cannot be done to the request as it stands now. Load the page again.',
  },
  'request-under-way': {
    status: 409,
    ar: 'لديك طلب من هذا النوع قيد المعالجة.',
    en: 'You have a request of this kind under way.',
  },
  'say-what-is-wrong': {
    status: 422,
    field: 'said',
    ar: 'اكتب ما الخطأ في بياناتك وما صوابه.',
    en: 'Write what is wrong in your data and what is right.',
  },
  'document-gone': {
    status: 410,
    ar: 'لم تعد هذه النسخة متاحة. اطلب نسخة جديدة.',
    en: 'This copy can no longer be fetched. Ask for a new one.',
  },
  'erasure-held': {
    status: 409,
    ar: 'الحذف موقوف لوجود التزام نظامي بالحفظ.',
    en: 'The erasure is held by a legal duty to keep.',
  },
  'session-not-found': {
    status: 404,
    ar: 'الجلسة غير موجودة أو انتهت.',
    en: 'There is no such session, or it has ended.',
  },
  'needs-session': {
    status: 409,
    ar: 'هذا الإجراء يتم من جلسة دخول في المتصفح، لا بمفتاح خدمة.',
    en: 'This is done from a signed-in browser session, not with a service key.',
  },
  'second-factor-required': {
    status: 403,
    ar: 'أكّد هويتك بالعامل الثاني أولا، ثم أعد المحاولة.',
    en: 'Confirm your identity with your second factor first, then try again.',
  },
  'second-factor-missing': {
    status: 409,
    ar: 'لم تُسجّل عاملا ثانيا بعد، أو لم تُكمل تسجيله. ابدأ بإضافته.',
    en: 'You have not added a second factor yet, or did not finish adding it. Begin by adding one.',
  },
  'second-factor-locked': {
    status: 429,
    ar: 'محاولات كثيرة برمز غير صحيح. أعد المحاولة بعد {minutes} دقيقة.',
    en: 'Too many wrong codes. Try again in {minutes} minutes.',
  },
  'last-second-factor': {
    status: 409,
    ar: 'هذا آخر عامل ثان لحسابك الوظيفي. أضف غيره قبل حذفه.',
    en: 'This is the last second factor of your staff account. Add another before removing it.',
  },
  'passkey-refused': {
    status: 422,
    ar: 'لم يُقبل مفتاح المرور. أعد المحاولة من الجهاز نفسه الذي سجّلته.',
    en: 'The passkey was not accepted. Try again from the device you registered.',
  },
  'consent-needed': {
    status: 422,
    field: 'agreed',
    ar: 'لا نسأل السجل التجاري إلا بموافقتك. وافق أولا.',
    en: 'The commercial register is asked only if you agree. Agree first.',
  },
  'register-away': {
    status: 409,
    ar: 'تعذر الوصول إلى السجل التجاري الآن. أعد المحاولة بعد قليل، أو قدم الطلب باسمك واكتب بيانات المنشأة فيه.',
    en: 'The commercial register cannot be reached just now. Try again in a while, or apply in your own name and enter the establishment’s details.',
  },
  'registration-unknown': {
    status: 422,
    field: 'crNumber',
    ar: 'لا يوجد في السجل التجاري سجل بهذا الرقم. راجع الأرقام.',
    en: 'The commercial register has no entry under this number. Check the digits.',
  },
  'registration-inactive': {
    status: 422,
    field: 'crNumber',
    ar: 'هذا السجل التجاري غير نشط. جدده لدى وزارة التجارة ثم عد.',
    en: 'This registration is not active. Renew it with the Ministry of Commerce and come back.',
  },
  'not-in-register': {
    status: 403,
    ar: 'لا يذكرك السجل التجاري مالكا لهذه المنشأة ولا مديرا لها. اطلب من مالكها أن يفوضك من حسابه.',
    en: 'The commercial register names you neither as owner nor as manager of this establishment. Ask its owner to give you a mandate from their account.',
  },
  'mandate-not-live': {
    status: 409,
    ar: 'هذا التفويض غير سار: انتهت مدته أو أُلغي.',
    en: 'This mandate is not in force: it has ended or was revoked.',
  },
  'may-not-delegate': {
    status: 403,
    ar: 'لا تملك صلاحية منح التفويض عن هذه الجهة.',
    en: 'You may not grant mandates for this party.',
  },
  'identifier-invalid': {
    status: 422,
    ar: 'رقم الهوية أو الإقامة غير صحيح. راجع الأرقام العشرة.',
    en: 'The national ID or iqama number is not valid. Check the ten digits.',
  },
  'mobile-invalid': {
    status: 422,
    ar: 'رقم الجوال غير صحيح. اكتبه مثل 0512345678.',
    en: 'The mobile number is not valid. Write it like 0512345678.',
  },
  'ends-before-it-begins': {
    status: 422,
    ar: 'تاريخ الانتهاء يجب أن يكون في المستقبل وبعد تاريخ البدء.',
    en: 'The end must lie in the future and after the beginning.',
  },
  'not-for-yourself': {
    status: 403,
    ar: 'لا يجوز أن تغيّر صلاحياتك أو حالة حسابك بنفسك؛ يقوم بذلك مدير نظام آخر.',
    en: 'You may not change your own permissions or account status; another administrator does that.',
  },
  'outside-your-municipality': {
    status: 403,
    ar: 'صلاحيتك محصورة في بلديتك، فلا يمكنك منح صلاحية خارجها.',
    en: 'Your authority is confined to your municipality; you cannot grant beyond it.',
  },
  'not-an-employee': {
    status: 409,
    ar: 'الأدوار والفرق تُمنح لحسابات الموظفين فقط.',
    en: 'Roles and teams are given to employee accounts only.',
  },
  'not-a-person': {
    status: 409,
    ar: 'الحذف النهائي خاص ببيانات الأفراد.',
    en: 'Erasure is for the data of private persons.',
  },
  'not-a-sample': {
    status: 409,
    ar: 'العامل الثاني الجاهز متاح للحسابات النموذجية فقط.',
    en: 'A ready-made second factor is for sample accounts only.',
  },
  'not-a-body': {
    status: 409,
    ar: 'حساب الخدمة يتبع منشأة أو جهة حكومية.',
    en: 'A service account belongs to an establishment or an agency.',
  },
});

/** The refusal of one field, said at the field as well as at the top. */
export function wrongField(code: 'identifier-invalid' | 'ends-before-it-begins', path: string): Problem {
  const { text } = identityProblems[code]();
  return identityProblems[code]({ fields: [{ path, code, text }] });
}
