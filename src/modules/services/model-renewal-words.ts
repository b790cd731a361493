/** Words of the messages to holders of licences that end. */
export const RENEWAL_NOTICES = {
  renewalOffered: {
    title: {
      ar: 'رخصتك {licence} تنتهي قريبًا، وتجديدها جاهز',
      en: 'Your licence {licence} ends soon; its renewal is ready',
    },
    body: {
      ar: 'تنتهي رخصتك {licence} في {until}. أعددنا لك طلب «{service}» مملوءًا من رخصتك، ومقابله {fee}. اقبله أو عدّله أو اعتذر عنه: {link}',
      en: 'Your licence {licence} ends on {until}. “{service}” is prepared for you from your licence, for {fee}. Accept it, change it or decline at {link}',
    },
  },
  renewalReminded: {
    title: { ar: 'تذكير: رخصتك {licence} تنتهي في {until}', en: 'Reminder: your licence {licence} ends on {until}' },
    body: {
      ar: 'لم يُجدد بعد ما أعددناه لرخصتك {licence} التي تنتهي في {until}. المقابل {fee}. أكمل التجديد أو اعتذر عنه: {link}',
      en: 'The renewal prepared for your licence {licence}, which ends on {until}, is not done yet. The fee is {fee}. Finish it or decline at {link}',
    },
  },
} as const;
