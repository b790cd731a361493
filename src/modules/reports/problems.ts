import { problems } from '#kernel/problem.ts';
import { FOLLOWING_REFUSALS } from './problems-following.ts';

/** The refusals of citizen reports; long because a module has one catalogue of them. */
export const reportProblems = problems('reports', {
  ...FOLLOWING_REFUSALS,
  'bulk-unknown': {
    status: 404,
    ar: 'لا يوجد إجراء جماعي بهذا الرقم مما أنشأته.',
    en: 'There is no action on many reports of this number that is yours.',
  },
  'bulk-begun': {
    status: 409,
    ar: 'بدأ تنفيذ هذا الإجراء؛ اختر البلاغات من جديد لإجراء آخر.',
    en: 'This action has begun; choose the reports anew for another one.',
  },
  'bulk-unseen': {
    status: 409,
    ar: 'عاين ما سيحدث لكل بلاغ قبل التنفيذ.',
    en: 'Look at what will happen to each report before it is done.',
  },
  'bulk-into': {
    status: 422,
    ar: 'حدد البلاغ الذي تُضم إليه البلاغات الأخرى.',
    en: 'Name the report that the others are merged into.',
  },
  'bulk-survivor': {
    status: 409,
    ar: 'إلى هذا البلاغ تُضم البقية، فيبقى كما هو.',
    en: 'The others are merged into this report; it stays.',
  },
  'bulk-lasting': {
    status: 409,
    ar: 'لا يمكن التراجع عن هذا الإجراء: بلغ أثره أصحاب البلاغات، أو لم ينته تنفيذه بعد.',
    en: 'This action cannot be taken back: people were told of it, or it is still under way.',
  },
  'not-found': {
    status: 404,
    ar: 'لا يوجد بلاغ معلن بهذا الرقم. إن كان بلاغك فافتحه برمز المتابعة.',
    en: 'There is no public report of this number. If it is yours, open it with its tracking code.',
  },
  'proof-needed': {
    status: 428,
    ar: 'وردت بلاغات كثيرة متقاربة من شبكتك أو عن هذا الموقع. بلاغك محفوظ في هذه الصفحة: انتظر {seconds} ثانية ثم أرسله مرة أخرى.',
    en: 'Many reports came from your network or about this place within minutes. Yours is kept on this page: wait {seconds} seconds, then send it again.',
  },
  'unknown-agency': {
    status: 422,
    ar: 'اختر الجهة التي يُحال إليها البلاغ.',
    en: 'Choose the agency the report goes to.',
  },
  'call-not-found': {
    status: 404,
    ar: 'لا توجد مكالمة بهذا الرقم، أو يعمل عليها موظف آخر.',
    en: 'There is no such call, or another agent is working on it.',
  },
  'call-ended': {
    status: 409,
    ar: 'انتهت هذه المكالمة. ابدأ مكالمة جديدة.',
    en: 'This call has ended. Begin a new one.',
  },
  'call-phone': {
    status: 422,
    field: 'phone',
    ar: 'اكتب رقم المتصل كاملاً مثل 0512345678، أو ابدأ مكالمة بلا رقم.',
    en: 'Enter the caller’s whole number, or begin a call without one.',
  },
  'call-outcome': {
    status: 422,
    field: 'outcome',
    ar: 'لا توافق هذه النتيجة ما جرى في المكالمة. اختر نتيجة أخرى.',
    en: 'This outcome does not fit what was done in the call. Choose another.',
  },
  'joined-before': {
    status: 409,
    ar: 'ضُم المتصل إلى هذا البلاغ من قبل في هذه المكالمة.',
    en: 'The caller was joined to this report before in this call.',
  },
  'caller-not-found': {
    status: 404,
    ar: 'لا يوجد متصل بهذا المعرّف، أو أُتلف رقمه بعد انتهاء مدة الحفظ.',
    en: 'There is no such caller, or the number was destroyed when its time was over.',
  },
  'mark-until': {
    status: 422,
    field: 'until',
    ar: 'اختر يوماً بين الغد وسنة من اليوم.',
    en: 'Choose a day between tomorrow and a year from today.',
  },
  'sign-in-to-follow': {
    status: 401,
    ar: 'سجّل الدخول لمتابعة هذا البلاغ.',
    en: 'Sign in to follow this report.',
  },
  'no-catalogue': {
    status: 503,
    ar: 'لم تُعدّ تصنيفات البلاغات لهذه الجهة بعد.',
    en: 'What can be reported here has not been set up yet.',
  },
  'unknown-category': {
    status: 422,
    field: 'category',
    ar: 'لا يوجد تصنيف بالرمز {code}. اختر تصنيفاً من القائمة.',
    en: 'There is no category with the code {code}. Choose one from the list.',
  },
  'category-retired': {
    status: 422,
    field: 'category',
    ar: 'أُوقف استقبال البلاغات من هذا التصنيف. اختر تصنيفاً آخر من القائمة.',
    en: 'Reports of this category are taken no more. Choose another one from the list.',
  },
  'category-not-on-channel': {
    status: 422,
    field: 'category',
    ar: 'لا تُستقبل بلاغات هذا التصنيف من هذه القناة.',
    en: 'Reports of this category are not taken through this channel.',
  },
  'unknown-part': {
    status: 404,
    field: 'key',
    ar: 'لا يوجد جزء من المدينة بهذا الرمز.',
    en: 'There is no part of the city with this code.',
  },
  'unknown-channel': {
    status: 422,
    field: 'channel',
    ar: 'لا توجد قناة ورود بالرمز {code}.',
    en: 'There is no channel with the code {code}.',
  },
  'draft-changed': {
    status: 409,
    ar: 'غيّر زميل مسودة قواعد التوجيه بعد أن فتحتها. راجع ما غيّره ثم أعد تعديلك.',
    en: 'A colleague changed the draft of the routing rules after you opened it. Look at the change, then make yours again.',
  },
  'no-draft': {
    status: 409,
    ar: 'لا توجد مسودة لقواعد التوجيه. ابدأ بتعديل القواعد.',
    en: 'There is no draft of the routing rules. Begin by changing the rules.',
  },
  'no-such-version': {
    status: 404,
    ar: 'لا يوجد إصدار بهذا الرقم.',
    en: 'There is no version of this number.',
  },
  'nothing-changed': {
    status: 409,
    ar: 'لا فرق بين المسودة والقواعد المعمول بها، فلا شيء يُنشر.',
    en: 'The draft says what the rules in force say already; there is nothing to publish.',
  },
  'rules-invalid': {
    status: 422,
    ar: 'في القاعدة بيانات تحتاج إلى تصحيح. لم يُحفظ شيء.',
    en: 'Some details of the rule need correcting. Nothing was saved.',
  },
  'catalogue-changed': {
    status: 409,
    ar: 'غيّر زميل هذا التصنيف بعد أن فتحته. راجع ما غيّره ثم أعد تعديلك.',
    en: 'A colleague changed this category after you opened it. Look at the change, then make yours again.',
  },
  'category-invalid': {
    status: 422,
    ar: 'في التصنيف بيانات تحتاج إلى تصحيح. لم يُحفظ شيء.',
    en: 'Some details of the category need correcting. Nothing was saved.',
  },
  'category-exists': {
    status: 409,
    field: 'code',
    ar: 'يوجد تصنيف بهذا الرمز. اختر رمزاً آخر.',
    en: 'There is a category with this code already. Choose another one.',
  },
  'evidence-missing': {
    status: 422,
    ar: 'لا يمكن إثبات المعالجة بعد: ينقص التوثيق الذي يطلبه هذا التصنيف.',
    en: 'The repair cannot be recorded yet: evidence that this category asks for is missing.',
  },
  'not-ratable': {
    status: 409,
    ar: 'يُقيَّم البلاغ بعد إغلاقه. لم يُغلق هذا البلاغ بعد، أو لم تُسجَّل له معالجة تُقيَّم.',
    en: 'A report is rated once it is closed. This one is not, or nothing was done that could be rated.',
  },
  'rating-over': {
    status: 409,
    ar: 'انقضت مدة تقييم هذا البلاغ.',
    en: 'The time to rate this report has passed.',
  },
  'place-needed': {
    status: 422,
    field: 'location',
    ar: 'حدد الموقع على الخريطة؛ هذا التصنيف لا يُعالج دونه.',
    en: 'Give the place as a point; this category cannot be dealt with without it.',
  },
  'no-handover': { status: 404, ar: 'لا توجد إحالة بهذا المعرّف.', en: 'There is no such hand-over.' },
  'handover-over': {
    status: 409,
    ar: 'انتهت هذه الإحالة؛ لا شيء يُعاد إرساله.',
    en: 'This hand-over is over; there is nothing to send again.',
  },
  'nothing-said': {
    status: 422,
    field: 'description',
    ar: 'اكتب نص التحديث.',
    en: 'Write what the update says.',
  },
  'received-before': {
    status: 409,
    ar: 'ورد هذا البلاغ منكم من قبل، ورقمه {number}.',
    en: 'You sent this report before; its number is {number}.',
  },
  'external-id-reused': {
    status: 409,
    field: 'source.externalId',
    ar: 'هذا المعرّف استُعمل من قبل في بلاغ أو تحديث آخر.',
    en: 'This identifier was used before, for another report or update.',
  },
  'tracking-code-wrong': {
    status: 404,
    ar: 'رقم البلاغ أو رمز المتابعة غير صحيح. تحقق منهما كما وردا في رسالة الاستلام.',
    en: 'The report number or the tracking code is wrong. Check both as they are in the receipt.',
  },
  'unknown-area': {
    status: 404,
    ar: 'لا توجد منطقة بهذا المعرّف.',
    en: 'There is no area with this id.',
  },
  'alert-not-found': {
    status: 404,
    ar: 'هذا الرابط لا يدل على تنبيه قائم. لعله أُلغي، أو انقضت مدة تأكيده. يمكنك طلب تنبيه جديد.',
    en: 'This link leads to no alert. It may have been ended, or was not confirmed in time. You can ask for a new one.',
  },
  'alert-place': {
    status: 422,
    field: 'area',
    ar: 'اختر حيًّا أو بلدية، أو نقطة على الخريطة مع مسافة حولها.',
    en: 'Choose a district or a municipality, or a point on the map with a distance around it.',
  },
  'alert-email': {
    status: 422,
    field: 'email',
    ar: 'اكتب بريدًا إلكترونيًا صحيحًا، مثل name@example.com.',
    en: 'Enter a valid e-mail address, such as name@example.com.',
  },
  'too-many-alerts': {
    status: 429,
    field: 'email',
    ar: 'لهذا البريد طلبات كثيرة لم تُؤكد بعد أو تنبيهات كثيرة قائمة. افتح رسائل التأكيد في بريدك، أو ألغِ تنبيهًا لا تحتاجه.',
    en: 'This address has many requests that wait for confirmation, or many alerts. Open the confirmation messages in your mail, or end an alert you do not need.',
  },
  'not-its-photo': {
    status: 404,
    ar: 'لا توجد هذه الصورة ضمن صور البلاغ.',
    en: 'This report has no such photo.',
  },
  'no-wording': {
    status: 422,
    field: 'wording',
    ar: 'اكتب النص المنشور، أو اختر حجب النص.',
    en: 'Write the public wording, or choose to hide the text.',
  },
  'no-reason': {
    status: 422,
    field: 'reason',
    ar: 'اختر سبب الحجب: حُجب النص أو بعض الصور.',
    en: 'Choose why something is hidden: the text or some of the photos are.',
  },
  'unknown-team': {
    status: 422,
    field: 'team',
    ar: 'لا يوجد فريق بهذا الرمز.',
    en: 'There is no team with this code.',
  },
  'unknown-phrase': {
    status: 404,
    ar: 'لا يوجد رد جاهز بهذا الرمز.',
    en: 'There is no ready answer with this key.',
  },
  'phrase-changed': {
    status: 409,
    ar: 'عُدّل هذا الرد الجاهز بعد أن فتحته. افتحه من جديد لترى ما تغيّر.',
    en: 'This ready answer was changed after you opened it. Open it again to see what changed.',
  },
  'phrase-not-yours': {
    status: 403,
    field: 'team',
    ar: 'الرد المشترك مع الجميع يكتبه المشرف أو مسؤول النظام. اختر فريقًا من فرقك.',
    en: 'What everybody shares is written by a supervisor or an administrator. Choose a team of yours.',
  },
  'phrase-place': {
    status: 422,
    field: 'text',
    ar: 'الموضع {place} غير معروف. استعمل المواضع المذكورة في الصفحة.',
    en: 'The place {place} is not known. Use those the page lists.',
  },
  'phrase-language': {
    status: 422,
    field: 'text',
    ar: 'اكتب العنوان والنص بلغة واحدة على الأقل من لغات الأمانة.',
    en: 'Write title and text in at least one of the languages of the municipality.',
  },
});
