import type { z } from 'zod';
import { PLAIN_TEXT_PROBLEMS } from '#kernel/arabic.ts';
import { type FieldProblem, type Problem, problems } from '#kernel/problem.ts';
import type { Bilingual } from '#kernel/text.ts';

export const requestProblems = problems('request', {
  invalid: {
    status: 422,
    ar: 'في الطلب بيانات تحتاج إلى تصحيح. لم يُحفظ شيء.',
    en: 'Some details of the request need correcting. Nothing was saved.',
  },
  'not-json': {
    status: 400,
    ar: 'تعذّرت قراءة الطلب؛ أرسله بصيغة JSON سليمة.',
    en: 'The request could not be read; send well-formed JSON.',
  },
  'too-large': {
    status: 413,
    ar: 'حجم الطلب أكبر من المسموح ({limit}).',
    en: 'The request is larger than allowed ({limit}).',
  },
  'unsupported-type': {
    status: 415,
    ar: 'نوع المحتوى غير مدعوم؛ المدعوم: {supported}.',
    en: 'This content type is not supported; send {supported}.',
  },
  'bad-address': {
    status: 400,
    ar: 'عنوان الطلب أو اسم الموقع المذكور فيه غير صحيح.',
    en: 'The address of the request, or the host it names, is not valid.',
  },
  'not-http': {
    status: 400,
    ar: 'لم يصل الطلب على صورة يفهمها الخادم.',
    en: 'The request did not arrive in a form the server understands.',
  },
  'headers-too-large': {
    status: 431,
    ar: 'ترويسات الطلب أو عنوانه أطول من المسموح. احذف ملفات تعريف الارتباط لهذا الموقع ثم أعد المحاولة.',
    en: 'The headers or the address of the request are longer than allowed. Clear the cookies of this site and try again.',
  },
  'too-slow': {
    status: 408,
    ar: 'لم يكتمل وصول الطلب في الوقت المتاح. أعد المحاولة.',
    en: 'The request did not arrive whole in time. Try again.',
  },
  'not-found': { status: 404, ar: 'العنوان المطلوب غير موجود.', en: 'There is nothing at this address.' },
  'method-not-allowed': {
    status: 405,
    ar: 'هذه الطريقة غير متاحة لهذا العنوان.',
    en: 'This method is not available at this address.',
  },
  'unknown-operation': { status: 404, ar: 'لا توجد عملية بهذا الاسم.', en: 'There is no operation of this name.' },
  'sign-in-required': {
    status: 401,
    ar: 'سجّل الدخول للمتابعة.',
    en: 'Sign in to continue.',
  },
  forbidden: {
    status: 403,
    ar: 'لا تملك صلاحية هذا الإجراء.',
    en: 'You are not permitted to do this.',
  },
  'key-required': {
    status: 400,
    ar: 'أرسل ترويسة Idempotency-Key بقيمة فريدة لكل طلب (16 إلى 100 حرف).',
    en: 'Send an Idempotency-Key header, unique for each request (16 to 100 characters).',
  },
  'key-reused': {
    status: 409,
    ar: 'استُعمل مفتاح التكرار هذا مع طلب مختلف. استعمل مفتاحا جديدا لطلب جديد.',
    en: 'This idempotency key was used with a different request. Use a new key for a new request.',
  },
  'answered-once': {
    status: 409,
    ar: 'نُفّذ هذا الطلب من قبل، وفي جوابه سر لا يُعاد إرساله. إن ضاع الجواب فأعد العملية بمفتاح جديد.',
    en: 'This was done before, and its answer holds a secret that is not told again. If the answer was lost, do it again with a new key.',
  },
  'too-many': {
    status: 429,
    ar: 'طلبات كثيرة في وقت قصير. أعد المحاولة بعد {seconds} ثانية.',
    en: 'Too many requests in a short time. Try again in {seconds} seconds.',
  },
  overloaded: {
    status: 503,
    ar: 'الخدمة مزدحمة الآن. لم يُحفظ شيء من طلبك؛ أعد المحاولة بعد قليل.',
    en: 'The service is busy right now. Nothing of your request was saved; try again shortly.',
  },
  'failed-here': {
    status: 500,
    ar: 'وقع خلل لدينا. لم يُحفظ شيء من طلبك، وسُجّل الخلل برقم الطلب.',
    en: 'Something failed on our side. Nothing of your request was saved; the fault is recorded under the request number.',
  },
});

const REQUIRED: Bilingual = { ar: 'هذا الحقل مطلوب.', en: 'This field is required.' };
const INVALID: Bilingual = { ar: 'القيمة غير صحيحة.', en: 'The value is not valid.' };

const FORMATS: Readonly<Record<string, Bilingual>> = {
  email: {
    ar: 'اكتب بريدا إلكترونيا صحيحا مثل name@example.com.',
    en: 'Enter an e-mail address such as name@example.com.',
  },
  uuid: { ar: 'المعرّف غير صحيح.', en: 'The identifier is not valid.' },
  date: { ar: 'اكتب تاريخا صحيحا.', en: 'Enter a valid date.' },
  datetime: { ar: 'اكتب تاريخا ووقتا صحيحين.', en: 'Enter a valid date and time.' },
  url: { ar: 'اكتب رابطا صحيحا.', en: 'Enter a valid link.' },
};

function textOf(issue: z.core.$ZodIssue): { code: string; text: Bilingual } {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined || issue.input === null) return { code: 'required', text: REQUIRED };
      return {
        code: 'wrong-type',
        text: { ar: 'القيمة ليست من النوع المطلوب.', en: 'The value is not of the expected kind.' },
      };
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) <= 1) return { code: 'required', text: REQUIRED };
      return {
        code: 'too-small',
        text:
          issue.origin === 'string'
            ? { ar: `اكتب ${issue.minimum} أحرف على الأقل.`, en: `Enter at least ${issue.minimum} characters.` }
            : {
                ar: `القيمة أقل من الحد الأدنى (${issue.minimum}).`,
                en: `The value is below the minimum (${issue.minimum}).`,
              },
      };
    case 'too_big':
      return {
        code: 'too-large',
        text:
          issue.origin === 'string'
            ? { ar: `النص أطول من ${issue.maximum} حرفا.`, en: `The text is longer than ${issue.maximum} characters.` }
            : {
                ar: `القيمة أكبر من الحد الأعلى (${issue.maximum}).`,
                en: `The value is above the maximum (${issue.maximum}).`,
              },
      };
    case 'invalid_format':
      return {
        code: `not-${issue.format}`,
        text: FORMATS[issue.format] ?? { ar: 'الصيغة غير صحيحة.', en: 'The format is not valid.' },
      };
    case 'invalid_value':
      return {
        code: 'not-an-option',
        text: { ar: 'اختر من الخيارات المتاحة.', en: 'Choose one of the options.' },
      };
    case 'unrecognized_keys':
      return {
        code: 'unknown-field',
        text: { ar: `حقول غير معروفة: ${issue.keys.join('، ')}`, en: `Unknown fields: ${issue.keys.join(', ')}` },
      };
    case 'custom': {
      const code = typeof issue.params?.code === 'string' ? issue.params.code : 'invalid';
      if (code === 'required') return { code, text: REQUIRED };
      // A schema that refuses for a reason of its own says it in its issue.
      const given = issue.params?.text as Bilingual | undefined;
      return { code, text: given ?? FORMATS[code.replace(/^not-/, '')] ?? INVALID };
    }
    default:
      return { code: 'invalid', text: INVALID };
  }
}

/** Every wrong field of a refused input, in the input's own words. */
export function fieldProblems(error: z.ZodError, input: unknown): FieldProblem[] {
  return error.issues.map((issue) => {
    // zod leaves the input out of its issues; a missing member is told from a wrong one by looking it up again.
    const value = issue.path.reduce<unknown>(
      (at, key) => (at === null || typeof at !== 'object' ? undefined : (at as Record<PropertyKey, unknown>)[key]),
      input,
    );
    const { code, text } = textOf({ ...issue, input: value } as z.core.$ZodIssue);
    return { path: issue.path.map(String).join('.'), code, text };
  });
}

/** Deeper than anything an operation takes, and far from what any recursion over an input could bear. */
const DEEPEST = 60;
const MOST_NAMED = 20;
const TOO_DEEP: Bilingual = {
  ar: 'البيانات متداخلة أكثر من المسموح.',
  en: 'The details are nested more deeply than allowed.',
};

/** Half of a surrogate pair is no character, and PostgreSQL stores no NUL (manual, "Character Types"). */
const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/**
 * What of an input no schema could let pass, whatever it says: members that are no text or are nested too deeply.
 * Walks without recursion, since the depth is the sender's choice.
 */
export function unfitMembers(input: unknown): FieldProblem[] {
  const fields: FieldProblem[] = [];
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value: input, path: '', depth: 0 }];
  for (let next = waiting.pop(); next !== undefined && fields.length < MOST_NAMED; next = waiting.pop()) {
    const { value, path, depth } = next;
    if (typeof value === 'string') {
      if (!isText(value)) {
        fields.push({ path, code: 'control-character', text: PLAIN_TEXT_PROBLEMS['control-character'] });
      }
    } else if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array)) {
      if (depth === DEEPEST) fields.push({ path, code: 'too-deep', text: TOO_DEEP });
      else {
        for (const [name, member] of Object.entries(value)) {
          const at = path === '' ? name : `${path}.${name}`;
          if (isText(name)) waiting.push({ value: member, path: at, depth: depth + 1 });
          else fields.push({ path, code: 'control-character', text: PLAIN_TEXT_PROBLEMS['control-character'] });
        }
      }
    }
  }
  return fields;
}

/** The refusal of an input that does not fit its schema (422), naming each wrong field. */
export const invalidInput = (error: z.ZodError, input: unknown): Problem =>
  requestProblems.invalid({ fields: fieldProblems(error, input) });
