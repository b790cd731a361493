import { problems } from '#kernel/problem.ts';

/** The refusals of the case engine. */
export const refuse = problems('cases', {
  'not-found': {
    status: 404,
    ar: 'لا توجد معاملة بهذا الرقم، أو ليست مما يتاح لك الاطلاع عليه.',
    en: 'There is no case of this number, or it is not one you may see.',
  },
  'list-unknown': {
    status: 404,
    ar: 'لا توجد قائمة محفوظة بهذا الرقم مما يتاح لك تعديله.',
    en: 'There is no saved list of this number that you may change.',
  },
  'list-team': {
    status: 403,
    ar: 'لا تُشارَك القائمة إلا مع فريق أنت عضو فيه.',
    en: 'A list can be shared only with a team you belong to.',
  },
  'lists-full': {
    status: 409,
    ar: 'بلغت قوائمك المحفوظة ثلاثين قائمة؛ احذف ما لا تحتاجه ثم احفظ.',
    en: 'You have thirty saved lists; delete one you no longer need, then save.',
  },
  'type-unknown': {
    status: 404,
    ar: 'لا يوجد نوع معاملات بهذا الاسم.',
    en: 'There is no kind of case of this name.',
  },
  'version-exists': {
    status: 409,
    ar: 'نُشر هذا الإصدار من قبل بمحتوى مختلف؛ الإصدار المنشور لا يُعدَّل، انشر إصدارا جديدا.',
    en: 'This version was published before with other content; a published version never changes, publish a new one.',
  },
  'type-faulty': {
    status: 422,
    ar: 'في تعريف هذا النوع من المعاملات أخطاء تمنع نشره.',
    en: 'The definition of this kind of case has faults that prevent publishing it.',
  },
  'cursor-invalid': {
    status: 400,
    ar: 'موضع الصفحة غير صالح؛ ابدأ القائمة من أولها.',
    en: 'The page position is not valid; start the list again from the beginning.',
  },
  'action-unknown': {
    status: 404,
    ar: 'لا يوجد إجراء بهذا الاسم في هذا النوع من المعاملات.',
    en: 'This kind of case has no action of that name.',
  },
  'not-permitted': {
    status: 403,
    ar: 'ليست لديك صلاحية لهذا الإجراء على هذه المعاملة.',
    en: 'You may not take this action on this case.',
  },
  'may-not-open': {
    status: 403,
    ar: 'ليست لديك صلاحية لفتح معاملة من هذا النوع.',
    en: 'You may not open a case of this kind.',
  },
  'changed-meanwhile': {
    status: 409,
    ar: 'عُدّلت المعاملة بعد أن فتحتها. راجع آخر ما تم عليها ثم أعد المحاولة.',
    en: 'The case was changed after you opened it. Look at what is new, then try again.',
  },
  'not-in-this-state': {
    status: 409,
    ar: 'لا يتاح هذا الإجراء والمعاملة في حالتها الحالية.',
    en: 'This action is not possible in the state the case is in.',
  },
  'condition-not-met': {
    status: 409,
    ar: 'لم يتحقق شرط هذا الإجراء بعد.',
    en: 'The condition for this action is not met yet.',
  },
  'four-eyes': {
    status: 409,
    ar: 'لا بد أن يتولى هذا الإجراء شخص غير الذي قام بالخطوة السابقة.',
    en: 'Somebody other than the person who took the earlier step must take this one.',
  },
  'input-invalid': {
    status: 422,
    ar: 'بعض البيانات ناقصة أو غير صحيحة.',
    en: 'Some of what was entered is missing or wrong.',
  },
  incomplete: {
    status: 409,
    ar: 'تنقص المعاملة بيانات لا بد منها قبل إرسالها.',
    en: 'The case lacks required details and cannot go on yet.',
  },
  'too-large': {
    status: 413,
    ar: 'حجم البيانات المدخلة أكبر من المسموح به.',
    en: 'What was entered is larger than a case may hold.',
  },
  'place-unresolved': {
    status: 422,
    ar: 'تعذر تحديد البلدية التي يقع فيها الموقع. اختر موقعًا داخل نطاق الأمانة.',
    en: 'No municipality was found for this place. Choose a place within the municipality.',
  },
  'definition-faulty': {
    status: 409,
    ar: 'في إعداد هذه الخدمة خلل يمنع إتمام الإجراء. سيتولى مالك الخدمة معالجته.',
    en: 'A fault in the definition of this service prevents the action. The service owner has to correct it.',
  },
  merged: {
    status: 409,
    ar: 'ضُمّت هذه المعاملة إلى معاملة أخرى، وتُتابع من خلالها.',
    en: 'This case was merged into another and is followed up there.',
  },
  'not-merged': {
    status: 409,
    ar: 'هذه المعاملة غير مضمومة إلى تلك المعاملة.',
    en: 'This case is not merged into that one.',
  },
  'cannot-merge': {
    status: 409,
    ar: 'لا يمكن ضم هاتين المعاملتين: لا بد أن تكونا من نوع واحد، وألا تكون إحداهما مغلقة أو مضمومة.',
    en: 'These cases cannot be merged: both must be of one kind, and neither closed nor merged already.',
  },
  'two-cases-needed': {
    status: 409,
    ar: 'يتطلب الضم والفصل تحديد المعاملتين معًا.',
    en: 'Merging and splitting need both cases to be named.',
  },
  'reminders-faulty': {
    status: 422,
    field: 'rules',
    ar: 'في قواعد التذكير ما يمنع حفظها.',
    en: 'Something in the rules of reminders keeps them from being saved.',
  },
});
