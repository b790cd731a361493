/** Words of reports and the people around them: claiming one, following one, and a list without an account. */
export const following = {
  'claim.title': 'قدّمت بلاغًا دون تسجيل دخول؟',
  'claim.lead':
    'اكتب رقمه ورمز متابعته ليُضم إلى بلاغاتك، فتجيب عنه وتقيّمه من حسابك، وتصلك مستجداته كما اخترت في إشعاراتك.',
  'claim.text': 'هذا البلاغ ليس في حساب أحد. ضمّه إلى بلاغاتك لتتابعه من حسابك دون رمز.',
  'claim.send': 'ضمّه إلى بلاغاتي',
  'claim.done': 'صار هذا البلاغ في بلاغاتك، وتصلك مستجداته كما اخترت في إشعاراتك.',
  'claim.before': 'هذا البلاغ في بلاغاتك من قبل.',
  'claim.yours': 'هذا البلاغ في بلاغاتي',
  'claim.list': 'بلاغاتي',
  'claim.signIn.text': 'تريد أن تجد هذا البلاغ في حسابك؟ سجّل الدخول، ثم اكتب رقمه ورمزه في',
  'claim.signIn': 'بلاغاتي',
} as const;
