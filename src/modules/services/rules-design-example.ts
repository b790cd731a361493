import { type ExpressionClock, evaluate, type FeelValue } from '#kernel/expression.ts';
import type { DesignDocument } from './model.ts';

type Json = unknown;

/** What somebody might answer, by the type of the question; made up, and the same every time. */
function answerOf(field: Readonly<Record<string, Json>>, today: string): Json {
  const { type, options, min } = field as { type: string; options?: { value: string }[]; min?: Json };
  const least = typeof min === 'number' ? min : 1;
  switch (type) {
    case 'number':
    case 'integer':
      return Math.max(least, 12);
    case 'money':
      return { amount: 25_000, currency: field.currency ?? 'SAR' };
    case 'date':
      return today;
    case 'choice':
    case 'activity':
      return options?.[0]?.value ?? 'sample';
    case 'multiChoice':
      return options?.slice(0, 1).map(({ value }) => value) ?? [];
    case 'yesNo':
    case 'declaration':
      return true;
    case 'point':
      return { longitude: 50.1, latitude: 26.4 };
    case 'line':
      return { points: [], metres: 120 };
    case 'polygon':
      return { points: [], metres: 120, squareMetres: 800 };
    case 'parcel':
      return { plan: '9/901', number: '12', squareMetres: 600, landUse: 'residential' };
    case 'files':
      return ['sample'];
    case 'table':
      return [];
    default:
      return 'sample';
  }
}

/** What an expression gives for made-up answers, and the answers it looked at. Undefined where it is no expression. */
export function exampleOf(
  { service, offer }: DesignDocument,
  feel: string,
  clock: ExpressionClock,
): { readonly value: FeelValue; readonly answers: Readonly<Record<string, string>> } | undefined {
  const today = new Date(clock.now.epochMilliseconds).toISOString().slice(0, 10);
  const answers = new Map<string, Json>();
  for (const { fields } of service.caseType.sections) {
    for (const field of fields) answers.set(field.key, answerOf(field, today));
  }
  const data = { ...Object.fromEntries(answers), terms: { ...offer.terms, team: offer.team }, fee: { total: 10_000 } };
  const result = evaluate(feel, { data, input: data, value: 12 }, clock);
  if (!result.ok) return undefined;
  const named = [...answers.keys()].filter((key) => new RegExp(`(?:data|input)\\s*\\.\\s*${key}(?!\\w)`).test(feel));
  const written = (value: Json) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  return { value: result.value, answers: Object.fromEntries(named.map((key) => [key, written(answers.get(key))])) };
}
