/** Words of the one question after a report is closed. */
export const rating = {
  question: 'ما مدى رضاك عن معالجة بلاغك؟',
  given: 'تقييمك',
  'score.1': 'غير راضٍ أبدًا',
  'score.2': 'غير راضٍ',
  'score.3': 'بين بين',
  'score.4': 'راضٍ',
  'score.5': 'راضٍ جدًا',
  word: 'كلمة منك',
  'word.hint': 'ما الذي أحسنّا فيه، أو ما الذي ينقص؟ لا تكتب أسماء ولا أرقامًا.',
  send: 'أرسل التقييم',
  change: 'غيّر التقييم',
  until: 'لك أن تغيّره حتى',
  missing: 'اختر درجة من 1 إلى 5.',
  done: 'شكرًا لك. سُجّل تقييمك، ولا يظهر مع اسمك لأحد من العموم.',
} as const;
