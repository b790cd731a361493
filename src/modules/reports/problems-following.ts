/** Refusals about who follows a report, whose it is, and what an address may see. */
export const FOLLOWING_REFUSALS = {
  'follow-address': {
    status: 422,
    field: 'to',
    ar: 'اكتب بريدًا إلكترونيًا صحيحًا مثل name@example.com، أو رقم جوال صحيحًا.',
    en: 'Enter a valid e-mail address such as name@example.com, or a valid mobile number.',
  },
  'follow-closed': {
    status: 409,
    ar: 'أُغلق هذا البلاغ، فلا مستجدات له. إن ظهرت المشكلة من جديد فقدّم بلاغًا عنها.',
    en: 'This report is closed and has no more news. If the problem is back, make a report of it.',
  },
  'too-many-follows': {
    status: 429,
    field: 'to',
    ar: 'أرسلنا إلى هذا العنوان ما يكفي من رسائل التأكيد. افتح ما وصلك منها، أو أعد المحاولة بعد يومين.',
    en: 'Enough confirmations were sent to this address. Open one of those, or try again in two days.',
  },
  'follow-not-found': {
    status: 404,
    ar: 'هذا الرابط لا يدل على متابعة قائمة. لعلها أُوقفت، أو انقضت مدة تأكيدها، أو انتهى أمر البلاغ.',
    en: 'This link leads to nothing that is followed. It may have been stopped, not confirmed in time, or the report is done with.',
  },
  'report-of-another': {
    status: 409,
    ar: 'هذا البلاغ في حساب شخص آخر، فلا يُضم إلى حسابك. ما زلت تستطيع متابعته برقمه ورمزه.',
    en: 'This report is in somebody else’s account and cannot be added to yours. You can still follow it by its number and code.',
  },
  'claim-as-resident': {
    status: 403,
    ar: 'ادخل بحسابك الشخصي أو حساب منشأتك لتضم البلاغ إليه؛ حساب الموظف للعمل وحده.',
    en: 'Sign in as a resident or for your establishment to add the report; an employee’s account is for work alone.',
  },
  'own-list-over': {
    status: 404,
    ar: 'انتهى هذا الرابط: يُفتح مرة واحدة وفي مدته. اطلب رابطًا جديدًا إلى بلاغاتك.',
    en: 'This link is over: it opens once, and within its time. Ask for a new link to your reports.',
  },
} as const;
