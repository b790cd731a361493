import { type Bilingual, fill } from '#kernel/text.ts';
import type { FindingCode } from './model-verification.ts';

const WORDS: Readonly<Record<FindingCode, Bilingual>> = {
  'entry-changed': {
    ar: 'القيد {entryId} في الموضع {from} لا يطابق بصمته المختومة: عُدّل بعد ختمه.',
    en: 'Entry {entryId} at position {from} does not match its sealed hash: it was changed after sealing.',
  },
  'entry-missing': {
    ar: 'القيد {entryId} في الموضع {from} حُذف من السجل، وبصمته المختومة باقية.',
    en: 'Entry {entryId} at position {from} was deleted from the record; its sealed hash remains.',
  },
  'entry-lost': {
    ar: 'القيد {entryId} حُذف من السجل قبل ختمه.',
    en: 'Entry {entryId} was deleted from the record before it was sealed.',
  },
  'entry-forged': {
    ar: 'القيد {entryId} لا يحمل علامة النظام: أُدخل إلى قاعدة البيانات من خارج النظام، أو عُدّل قبل ختمه.',
    en: 'Entry {entryId} does not carry the mark of this program: it was written past it, or changed before sealing.',
  },
  'entry-unmarked': {
    ar: 'القيد {entryId} غير مختوم ولا ينتظر الختم: أُدخل من خارج النظام، أو حُذفت بصمته.',
    en: 'Entry {entryId} is neither sealed nor waiting for its seal: it was written past the program, or its hash deleted.',
  },
  'leaves-missing': {
    ar: 'حُذفت بصمات القيود من الموضع {from} إلى الموضع {to}.',
    en: 'The hashes of the entries from position {from} to {to} were deleted.',
  },
  'leaves-unsigned': {
    ar: 'أُضيفت بصمات ابتداء من الموضع {from} بعد آخر نقطة تحقق، دون توقيع.',
    en: 'From position {from} on, after the last checkpoint, hashes were added without a signature.',
  },
  'tree-differs': {
    ar: 'بصمات القيود من الموضع {from} إلى {to} أو ترتيبها يخالف نقطة التحقق الموقّعة.',
    en: 'The hashes from position {from} to {to}, or their order, contradict the signed checkpoint.',
  },
  'checkpoint-changed': {
    ar: 'نقطة التحقق عند {to} قيدا غُيّرت، أو لم يوقّعها مفتاح معروف لهذا النظام.',
    en: 'The checkpoint at {to} entries was changed, or was not signed by a known key of this program.',
  },
  'checkpoint-missing': {
    ar: 'نقطة التحقق عند {to} قيدا حُذفت من قاعدة البيانات، وهي محفوظة خارجها.',
    en: 'The checkpoint at {to} entries was deleted from the database; it is kept outside.',
  },
  'history-differs': {
    ar: 'يخالف السجل نقطة التحقق المحفوظة خارج قاعدة البيانات عند {to} قيدا: أُعيدت قاعدة البيانات إلى نسخة سابقة واستمر التدوين بعدها، أو أُعيدت كتابة السجل.',
    en: 'The record contradicts the checkpoint kept outside at {to} entries: the database was rolled back and then written on, or the record was rewritten.',
  },
  'tail-cut': {
    ar: 'ينتهي السجل عند {from} قيدا، وخارج قاعدة البيانات نقطة تحقق محفوظة عند {to} قيدا بتاريخ {at}: حُذف آخر السجل، أو أُعيدت قاعدة البيانات إلى نسخة سابقة.',
    en: 'The record ends at {from} entries, but a checkpoint kept outside knows {to} entries at {at}: its tail was cut off, or the database was rolled back.',
  },
  'anchor-missing': {
    ar: 'لا توجد نقاط تحقق محفوظة خارج قاعدة البيانات، فلا يُعرف إن كان آخر السجل قد حُذف.',
    en: 'No checkpoints are kept outside the database, so a tail that was cut off would not show.',
  },
  'anchor-changed': {
    ar: 'في ملف نقاط التحقق المحفوظ خارج قاعدة البيانات سطر مغيّر (بعد {from} قيدا).',
    en: 'The file of checkpoints kept outside the database has a line that was changed (after {from} entries).',
  },
  'sealing-behind': {
    ar: 'عدد القيود التي تنتظر الختم منذ أكثر من دقيقة: {count}، أقدمها {entryId}. تحقق من عمل مهمة الختم.',
    en: 'Entries waiting for their seal for more than a minute: {count}, the oldest {entryId}. Check that the sealing job runs.',
  },
};

/** The words of a finding; a place its values do not name stays visible. */
export function wordsOf(code: FindingCode, values: Readonly<Record<string, string | number>>): Bilingual {
  return { ar: fill(WORDS[code].ar, values), en: fill(WORDS[code].en, values) };
}
