// Long because it is the catalogue of every refusal of the module.
import { problems } from '#kernel/problem.ts';

/** The refusals of e-services. */
export const serviceProblems = problems('services', {
  'not-found': {
    status: 404,
    ar: 'لا توجد خدمة بهذا الرمز، أو أوقف تقديمها.',
    en: 'There is no such service, or it is no longer offered.',
  },
  'definition-faulty': {
    status: 422,
    ar: 'لا يمكن نشر تعريف الخدمة؛ صحح المواضع المبينة.',
    en: 'The definition of the service cannot be published; mend the places named.',
  },
  'licence-needed': {
    status: 422,
    field: 'renews',
    ar: 'اختر الرخصة المطلوب تجديدها من رخصك.',
    en: 'Choose which of your licences to renew.',
  },
  'licence-unknown': {
    status: 404,
    field: 'renews',
    ar: 'لا توجد هذه الرخصة ضمن رخصك التي تجددها هذه الخدمة. إن كانت لمنشأة تمثلها فبدّل صفتك إليها ثم أعد المحاولة.',
    en: 'This is not one of your licences that this service renews. If it is an establishment’s you represent, act for it and try again.',
  },
  'licence-revoked': {
    status: 409,
    field: 'renews',
    ar: 'ألغيت هذه الرخصة (السند: {ground}) فلا تجدد. قدّم طلب رخصة جديدة بعد زوال سبب الإلغاء.',
    en: 'This licence was revoked (ground: {ground}) and cannot be renewed. Apply for a new one once the cause is gone.',
  },
  'licence-suspended': {
    status: 409,
    field: 'renews',
    ar: 'هذه الرخصة موقوفة (السند: {ground}). عالج سبب الإيقاف، فإذا رفعته البلدية أمكن تجديدها.',
    en: 'This licence is suspended (ground: {ground}). Settle the cause; once the municipality lifts the suspension it can be renewed.',
  },
  'licence-renewed': {
    status: 409,
    field: 'renews',
    ar: 'حلت محل هذه الرخصة الوثيقة {number}، فلا تجدد مرة أخرى. تجدها في وثائقك.',
    en: 'Document {number} took the place of this licence; it cannot be renewed again. Find it among your documents.',
  },
  'licence-in-renewal': {
    status: 409,
    field: 'renews',
    ar: 'لهذه الرخصة طلب تجديد قائم برقم {number}. تابعه من طلباتك، أو اسحبه لتبدأ غيره.',
    en: 'Application {number} renews this licence already. Follow it among your applications, or withdraw it to begin another.',
  },
  'licence-not-renewable': {
    status: 409,
    ar: 'لا يمكن تجديد هذه الرخصة الآن.',
    en: 'This licence cannot be renewed now.',
  },
  'not-your-department': {
    status: 403,
    ar: 'يعرض تجديد هذه الخدمة فريقها ومن يشرف عليه.',
    en: 'Renewals of this service are offered by its team and whoever supervises it.',
  },
  'window-wrong': {
    status: 422,
    field: 'until',
    ar: 'اختر مدة تنتهي بعد بدايتها ولا تزيد على {most} يومًا.',
    en: 'Choose a window that ends after it begins and is no longer than {most} days.',
  },
  'nothing-ends': {
    status: 409,
    ar: 'لا تنتهي في هذه المدة رخصة سارية.',
    en: 'No licence in force ends in this window.',
  },
  'run-not-found': {
    status: 404,
    ar: 'لا يوجد عرض تجديد بهذا المعرّف.',
    en: 'There is no such run of renewal offers.',
  },
  'run-done': {
    status: 409,
    ar: 'اكتمل عرض التجديد هذا.',
    en: 'This run of renewal offers is done.',
  },
  'offer-not-found': {
    status: 404,
    ar: 'لا عرض تجديد بهذا المعرّف ضمن عروضك. إن كانت الرخصة لمنشأة تمثلها فبدّل صفتك إليها.',
    en: 'None of the offers to renew made to you has this id. If the licence is an establishment’s you represent, act for it.',
  },
  'no-catalogue': {
    status: 404,
    ar: 'لم تنشر هذه الجهة دليل خدمات بعد.',
    en: 'This municipality has not published a catalogue of services.',
  },
  'card-faulty': {
    status: 422,
    ar: 'في البطاقة ما لا يعرفه الدليل؛ صحح المواضع المبينة.',
    en: 'The card names what the catalogue does not have; mend the places named.',
  },
  'card-textless': {
    status: 422,
    ar: 'اسم الخدمة ووصفها لازمان بكل لغات الجهة.',
    en: 'A service needs a name and a description in every language of the municipality.',
  },
  'no-draft': {
    status: 404,
    ar: 'لا مسودة لهذه البطاقة؛ ربما نُشرت أو حُذفت.',
    en: 'This card has no draft; it may have been published or discarded.',
  },
  'draft-changed': {
    status: 409,
    ar: 'حفظ موظف آخر مسودة هذه البطاقة بعد أن فتحتها. افتحها من جديد ثم أعد تعديلك.',
    en: 'Somebody else saved the draft of this card after you opened it. Open it again and repeat your change.',
  },
  'card-changed': {
    status: 409,
    ar: 'نُشرت نسخة أحدث من هذه البطاقة بعد بدء المسودة. احذف المسودة وابدأ من النسخة المنشورة.',
    en: 'A newer version of this card was published after the draft was begun. Discard the draft and begin from it.',
  },
  'opinion-of-nobody': {
    status: 403,
    ar: 'التقييم للأشخاص؛ سجّل الدخول بحسابك.',
    en: 'Only people rate services; sign in with your own account.',
  },
  'opinion-changed': {
    status: 409,
    ar: 'غيّر صاحب التعليق ما كتبه أو سحبه. اقرأه من جديد.',
    en: 'Whoever wrote this changed it or took it back. Read it again.',
  },
  'prefill-unknown': {
    status: 404,
    ar: 'لا يجلب هذا الطلب بيانات بهذا الاسم.',
    en: 'This application fetches nothing of this name.',
  },
  'consent-needed': {
    status: 422,
    field: 'agreed',
    ar: 'لا نسأل الجهة عنك إلا بموافقتك. وافق أولا، أو اكتب البيانات بنفسك.',
    en: 'The agency is asked only if you agree. Agree first, or type the details yourself.',
  },
  'connector-unknown': {
    status: 422,
    ar: 'تجلب الخدمة بيانات من ربط غير موجود: {connector}.',
    en: 'The service fetches from a connector that does not exist: {connector}.',
  },
  'design-not-found': {
    status: 404,
    ar: 'لا تصميم لهذه الخدمة الآن؛ ربما نُشر أو حُذف.',
    en: 'This service has no design now; it may have been published or discarded.',
  },
  'design-exists': {
    status: 409,
    ar: 'لهذه الخدمة تصميم لم ينته. أكمله أو احذفه أولًا.',
    en: 'This service has a design that is not finished. Finish or discard it first.',
  },
  'design-changed': {
    status: 409,
    ar: 'عدّل موظف آخر هذا التصميم بعد أن فتحته. راجع ما فيه الآن ثم أعد تعديلك.',
    en: 'Somebody else changed this design after you opened it. See what it says now, then repeat your change.',
  },
  'design-overtaken': {
    status: 409,
    ar: 'نُشرت نسخة أخرى من الخدمة بعد بدء هذا التصميم. قارن بينهما ثم ابدأ تصميمًا من المنشور.',
    en: 'Another version of the service was published after this design was begun. Compare them, then begin a design from what is published.',
  },
  'design-broken': {
    status: 422,
    ar: 'لا يبقى التصميم بعد هذا التعديل خدمة يمكن فتحها هنا.',
    en: 'After this change the design would no longer be a service that can be opened here.',
  },
  'design-faulty': {
    status: 422,
    ar: 'في التصميم أخطاء؛ صحح المواضع المبينة ثم انشره.',
    en: 'The design has faults; mend the places named, then publish it.',
  },
  'no-such-place': {
    status: 422,
    ar: 'لا يوجد في التصميم الموضع الذي عدّلته؛ ربما حُذف.',
    en: 'The design does not have the place you changed; it may have been removed.',
  },
  'key-taken': {
    status: 422,
    field: 'key',
    ar: 'هذا الرمز مستعمل في الخدمة؛ اختر غيره.',
    en: 'The service uses this key already; choose another.',
  },
  'pilot-running': {
    status: 409,
    ar: 'لهذه الخدمة نسخة تجريبية قائمة. أتحها للجميع أو أوقفها أولًا.',
    en: 'A version of this service is being piloted. Offer it to everybody or withdraw it first.',
  },
  'pilot-of-nobody': {
    status: 422,
    field: 'segments',
    ar: 'حدد من تجرب معه النسخة: بلدية أو فئة واحدة على الأقل.',
    en: 'Say with whom the version is tried: at least one municipality or one kind of applicant.',
  },
  'pilot-unserved': {
    status: 422,
    field: 'segments',
    ar: 'لا تخدم بطاقة الخدمة إحدى الفئات المختارة، فلن يصل إلى النسخة التجريبية أحد منها. اختر من فئات البطاقة، أو أضف الفئة إليها أولًا.',
    en: 'The card of the service does not serve one of these kinds of applicant, so that none of them could try the version. Choose among those of the card, or add the kind to it first.',
  },
  'pilot-place-unknown': {
    status: 422,
    field: 'municipalities',
    ar: 'إحدى البلديات المختارة غير معروفة أو لم تعد قائمة.',
    en: 'One of the municipalities chosen is not known, or exists no longer.',
  },
  'no-pilot': {
    status: 404,
    ar: 'لا نسخة تجريبية قائمة من هذه الخدمة.',
    en: 'No version of this service is being piloted.',
  },
  'gates-missing': {
    status: 409,
    ar: 'لم تجتز الخدمة مراحل المنهجية التي تسبق هذا النشر؛ وهي مبينة أدناه.',
    en: 'The service has not passed the gates that come before this; they are named below.',
  },
  'gate-not-open': {
    status: 409,
    ar: 'تُعتمد هذه المرحلة بعد اجتياز المراحل التي قبلها.',
    en: 'This gate is signed once those before it are passed.',
  },
  'evidence-missing': {
    status: 409,
    ar: 'أضف إثباتًا لهذه المرحلة قبل اعتمادها.',
    en: 'Add evidence to this gate before it is signed.',
  },
  'not-signed': {
    status: 409,
    ar: 'لم تعتمد هذه المرحلة حتى تسحب اعتمادك.',
    en: 'You have not signed this gate, so there is nothing to take back.',
  },
  'signer-unknown': {
    status: 422,
    field: 'fingerprint',
    ar: 'بصمة مفتاح الموقّع ليست التي كتبتها. اطلبها من الجهة المصدرة بوسيلة أخرى غير الملف.',
    en: 'The fingerprint of the signer’s key is not the one you typed. Ask the other installation for it by another way than the file.',
  },
  'signature-wrong': {
    status: 422,
    field: 'file',
    ar: 'توقيع الملف لا يطابق محتواه؛ عُدّل بعد توقيعه أو ليس ملف خدمة.',
    en: 'The signature does not match the content; the file was changed after it was signed, or is no service file.',
  },
  'no-past-cases': {
    status: 409,
    ar: 'لم تُقدم هذه الخدمة بعد، فلا طلبات سابقة يُجرب عليها التصميم.',
    en: 'This service was not offered yet, so there are no past applications to try the design with.',
  },
  'evidence-file': {
    status: 422,
    field: 'file',
    ar: 'أرفق الملف: صورة أو PDF.',
    en: 'Attach the file: a picture or a PDF.',
  },
  'file-unreadable': {
    status: 422,
    field: 'file',
    ar: 'ليس هذا ملف خدمة كما يصدره النظام. اختر الملف الذي صدّرته الجهة الأخرى كما وصل دون فتحه وحفظه ببرنامج آخر.',
    en: 'This is not the file of a service as this program exports it. Choose the file of the other installation as it came, without opening and saving it in another program.',
  },
  'file-of-another': {
    status: 422,
    field: 'file',
    ar: 'الملف لخدمة أخرى غير التي تستوردها.',
    en: 'The file is of another service than the one you import.',
  },
  'no-simulation': {
    status: 404,
    ar: 'لم يُجرب تصميم هذه الخدمة على طلبات سابقة.',
    en: 'The design of this service was not tried with past applications.',
  },
  'team-unknown': {
    status: 422,
    ar: 'لا يوجد فريق بالرمز {team} ليتولى طلبات هذه الخدمة.',
    en: 'There is no team {team} to handle applications for this service.',
  },
  'opinion-not-found': {
    status: 404,
    ar: 'لا يوجد طلب رأي بهذا الرقم محال إليك.',
    en: 'There is no such request for your opinion.',
  },
  'wrong-segment': {
    status: 403,
    ar: 'لا تقدم هذه الخدمة بالصفة التي دخلت بها. إن كنت تمثل منشأة أو جهة فاختر العمل باسمها من حسابك ثم عد إلى الخدمة.',
    en: 'This service is not offered in the capacity you signed in with. If you represent an establishment or a body, choose to act for it in your account and come back.',
  },
  'draft-not-found': {
    status: 404,
    ar: 'لا توجد مسودة طلب بهذا الرقم ضمن طلباتك. قد تكون حذفت لانقضاء مدة حفظها، أو كتبت بصفة أخرى من صفاتك.',
    en: 'There is no such draft of yours. It may have been removed when its time ran out, or belong to another capacity you act in.',
  },
  'already-sent': {
    status: 409,
    ar: 'أرسل هذا الطلب من قبل برقم {number}، فلا يعدل من هنا.',
    en: 'This application was already sent, as number {number}; it is not changed here.',
  },
  'changed-meanwhile': {
    status: 409,
    ar: 'تغيرت المسودة من نافذة أخرى أو من مفوض آخر. راجع ما فيها الآن ثم أعد الحفظ.',
    en: 'The draft was changed in another window or by another delegate. See what it holds now, then save again.',
  },
  'page-unknown': { status: 404, ar: 'لا توجد هذه الخطوة في الطلب.', en: 'The application has no such step.' },
  incomplete: {
    status: 422,
    ar: 'بقي في الطلب ما لم يكتمل. أكمل المواضع المبينة ثم أرسله.',
    en: 'Some of the application is not complete yet. Complete what is named, then send it.',
  },
  'not-eligible': {
    status: 422,
    ar: 'لا تنطبق شروط الخدمة على ما أدخلته؛ الأسباب مبينة أدناه.',
    en: 'What you entered does not meet the conditions of the service; the reasons are given below.',
  },
  'not-declared': {
    status: 422,
    field: 'declared',
    ar: 'أكد الإقرار قبل إرسال الطلب.',
    en: 'Agree to the declaration before you send the application.',
  },
  'terms-changed': {
    status: 409,
    ar: 'تغيرت شروط الخدمة أو مقابلها المالي بعد أن راجعت طلبك. راجع الملخص الجديد ثم أرسله.',
    en: 'The terms of the service or its fee changed after you checked your application. Check the new summary, then send it.',
  },
  'application-not-found': {
    status: 404,
    ar: 'لا يوجد طلب بهذا الرقم ضمن طلباتك. إن كان لمنشأة تمثلها فاختر العمل باسمها.',
    en: 'There is no such application of yours. If it belongs to an establishment you represent, choose to act for it.',
  },
  'no-appointment': {
    status: 404,
    ar: 'لا تحتاج هذه الخدمة إلى موعد.',
    en: 'This service needs no appointment.',
  },
  'slot-needed': {
    status: 422,
    field: 'slot',
    ar: 'اختر يوم الموعد وساعته من القائمة.',
    en: 'Choose the day and the hour of the appointment from the list.',
  },
  'slot-unknown': {
    status: 422,
    field: 'slot',
    ar: 'لا يمكن حجز هذا الموعد: إما أنه خارج أوقات العمل أو قرب موعده أو بعد. اختر من القائمة.',
    en: 'This appointment cannot be booked: it is outside the hours, too near, or too far ahead. Choose from the list.',
  },
  'slot-full': {
    status: 409,
    field: 'slot',
    ar: 'سبقك غيرك إلى آخر مكان في هذا الموعد. اختر من أقرب المواعيد المتاحة.',
    en: 'Somebody else took the last place of this appointment just before you. Choose one of the nearest that are free.',
  },
  'slot-closed': {
    status: 409,
    field: 'slot',
    ar: 'أغلقت البلدية هذا الموعد: {reason}. اختر من أقرب المواعيد المتاحة.',
    en: 'The municipality closed this appointment: {reason}. Choose one of the nearest that are free.',
  },
  'appointment-too-late': {
    status: 409,
    ar: 'انقضى وقت تغيير هذا الموعد أو إلغائه. إن تعذر عليك الحضور فتواصل مع البلدية.',
    en: 'The time to move or cancel this appointment is over. If you cannot be there, contact the municipality.',
  },
  'appointment-not-begun': {
    status: 409,
    ar: 'لم يحن وقت الموعد بعد، فلا يسجل غياب عنه.',
    en: 'The appointment has not begun, so nobody can have missed it yet.',
  },
  'office-not-found': {
    status: 404,
    ar: 'لا مكتب مواعيد بهذا الرمز تعمل فيه.',
    en: 'There is no office of appointments of this code that you work for.',
  },
  'office-changed': {
    status: 409,
    ar: 'غيّر موظف آخر إعدادات المواعيد بعد أن فتحتها. راجعها الآن ثم أعد تعديلك.',
    en: 'Somebody else changed the appointments after you opened them. See what they say now, then repeat your change.',
  },
  'closure-invalid': {
    status: 422,
    field: 'until',
    ar: 'يجب أن تكون نهاية الإغلاق بعد بدايته وبعد هذه اللحظة، ولمدة لا تزيد على 60 يومًا.',
    en: 'What is closed must end after it begins and after now, and last no longer than 60 days.',
  },
  'closure-not-found': {
    status: 404,
    ar: 'لا إغلاق قائمًا بهذا الرقم؛ ربما رُفع.',
    en: 'Nothing is closed under this number; it may have been opened again.',
  },
  'no-signatures': {
    status: 404,
    ar: 'لا تحتاج هذه الخدمة إلى توقيع غيرك.',
    en: 'This service needs nobody else’s signature.',
  },
  'signatures-missing': {
    status: 409,
    ar: 'لم يكتمل توقيع الأطراف بعد. يرسل الطلب حين يوقع الجميع.',
    en: 'Not everybody has signed yet. The application can be sent once all have.',
  },
  'signature-declined': {
    status: 409,
    ar: 'رفض أحد الأطراف التوقيع. عدل الطلب أو تفاهم معه ثم اطلب التوقيع من جديد.',
    en: 'Somebody declined to sign. Change the application or settle it with them, then ask again.',
  },
  'content-changed': {
    status: 409,
    ar: 'تغير محتوى الطلب بعد طلب التوقيع، فلا يعتد بتوقيع عليه. يلزم طلب التوقيع من جديد.',
    en: 'The application changed after signatures were asked, so none on it counts. Signatures have to be asked again.',
  },
  'signature-given': {
    status: 409,
    ar: 'سبق الرد على طلب التوقيع هذا.',
    en: 'This request for a signature was answered before.',
  },
  'signature-not-found': {
    status: 404,
    ar: 'لا طلب توقيع بهذا الرقم موجهًا إليك. إن كان لمنشأة تمثلها فاختر العمل باسمها.',
    en: 'No signature of yours is asked under this number. If it is an establishment’s, choose to act for it.',
  },
  'mandate-over': {
    status: 403,
    ar: 'انتهى تفويضك عن هذه الجهة أو ألغي، فلا يمكنك التوقيع باسمها. يوقع غيرك ممن يمثلها.',
    en: 'Your mandate for this party has ended or was revoked, so you cannot sign in its name. Somebody else who represents it can.',
  },
});
