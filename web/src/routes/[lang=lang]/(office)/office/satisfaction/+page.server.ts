import { say } from '#kernel/text.ts';
import { maySeeSatisfaction, staffOf } from '$lib/office/access.ts';
import { namesFor } from '$lib/office/lookups.ts';
import { isProblem } from '$lib/problem.ts';
import type { PageServerLoad } from './$types';

const BY = ['category', 'team', 'department', 'municipality', 'district'] as const;

interface Figures {
  count: number;
  average: number | null;
  satisfied: number | null;
  scores: number[];
  notFixed: number | null;
}
interface Answer extends Figures {
  from: string;
  to: string;
  closed: number;
  fewest: number;
  parts: (Figures & { part: string; ended: number })[];
  words: { caseId: string; number: string; score: number; word: string; at: string }[];
}

export const load: PageServerLoad = async (event) => {
  staffOf(event, maySeeSatisfaction);
  const { locals, url } = event;
  const { language } = locals;
  const query = url.searchParams;
  const by = BY.find((one) => one === query.get('by')) ?? 'category';
  const day = (name: string) => {
    const text = query.get(name) ?? '';
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : '';
  };
  const [from, until] = [day('from'), day('to')];
  // The reader names the last day; the operation asks for the one after it.
  const after = (text: string) => new Date(Date.parse(text) + 86_400_000).toISOString().slice(0, 10);
  const part = query.get('part');
  const names = await namesFor(locals);
  const named = (code: string): string => {
    if (by === 'team') return names.team(code || null) ?? '';
    if (by === 'municipality') return names.municipality(code || null) ?? '';
    if (by === 'district') return names.district(code || null) ?? '';
    const list = by === 'category' ? names.catalogue.categories : names.catalogue.departments;
    const found = list.find((one) => one.code === code);
    return found === undefined ? code : say(found.name, language);
  };
  const asked = {
    by,
    ...(part === null ? {} : { part: part.slice(0, 64) }),
    ...(from === '' ? {} : { from }),
    ...(until === '' || Number.isNaN(Date.parse(until)) ? {} : { to: after(until) }),
  };
  const answer = await locals.call<Answer>('reports.get-satisfaction', asked).catch((problem) => {
    if (isProblem(problem) && problem.status < 500 && problem.status >= 422) return null;
    throw problem;
  });
  return {
    by,
    ways: BY,
    part,
    partName: part === null ? null : named(part),
    from,
    to: until,
    answer:
      answer === null
        ? null
        : {
            ...answer,
            last: new Date(Date.parse(answer.to) - 86_400_000).toISOString().slice(0, 10),
            parts: answer.parts.map((one) => ({ ...one, id: one.part === '' ? '-' : one.part, name: named(one.part) })),
          },
  };
};
