import { say } from '#kernel/text.ts';
import type { DesignWork } from '#modules/services/api.ts';
import type { FlowGiven, Taker } from '$lib/office/flow-diagram.ts';

type Document = NonNullable<DesignWork['design']>['document'];
type Language = 'ar' | 'en';
type Texts = Readonly<Record<string, string>>;

/** A line of the outline: what it is called, what it says, and where its form is. */
export interface OutlineItem {
  readonly path: string;
  readonly title: string;
  readonly about: string;
  /** Of a question: the key it is removed by. */
  readonly key?: string;
  /** Where the form of the decision table is that it takes its amount from. */
  readonly table?: string;
}

const titleOf = (node: unknown, language: Language): string => {
  const { title, text } = (node ?? {}) as { title?: Texts; text?: Texts };
  const words = title ?? text;
  return words === undefined ? '' : say(words, language);
};

/** A term line by line, as its form asks for it. */
function termsIn(key: string, value: unknown): { key: string; value: string }[] {
  if (Array.isArray(value))
    return [{ key, value: value.map((one) => (one instanceof Object ? JSON.stringify(one) : one)).join(', ') }];
  if (typeof value !== 'object' || value === null) return [{ key, value: String(value) }];
  return Object.entries(value).flatMap(([name, one]) => termsIn(`${key}.${name}`, one));
}

/** What a design holds, as its page lists it. */
export function outlineOf({ service, offer }: Document, language: Language) {
  const { caseType } = service;
  const fields = new Map(
    caseType.sections.flatMap(({ fields: list }, section) =>
      list.map((field, i) => [field.key, { field, path: `service.caseType.sections.${section}.fields.${i}` }] as const),
    ),
  );
  const asked = new Set(service.pages.flatMap((page) => page.fields));
  const question = (key: string): OutlineItem => {
    const found = fields.get(key);
    return {
      key,
      path: found?.path ?? 'service',
      title: found === undefined ? key : titleOf(found.field, language) || key,
      about: found?.field.type ?? '',
    };
  };
  const list = (
    nodes: readonly unknown[],
    base: string,
    about: (node: Record<string, unknown>) => string,
  ): OutlineItem[] =>
    nodes.map((node, i) => ({
      path: `${base}.${i}`,
      title: titleOf(node, language),
      about: about(node as Record<string, unknown>),
    }));
  const named = (nodes: Readonly<Record<string, unknown>>, base: string): OutlineItem[] =>
    Object.entries(nodes).map(([key, node]) => {
      const title = (node as { title?: Texts & { office?: Texts } }).title;
      const words = title?.office ?? title;
      return { path: `${base}.${key}`, title: words === undefined ? key : say(words as Texts, language), about: key };
    });
  const feel = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    pages: service.pages.map((page, i) => ({
      path: `service.pages.${i}`,
      title: say(page.title, language),
      questions: page.fields.map(question),
    })),
    others: [...fields.keys()].filter((key) => !asked.has(key)).map(question),
    fees: list(service.fees?.lines ?? [], 'service.fees.lines', ({ amount }) => feel(amount)).map((line) => {
      const found = fields.get(line.about.replace(/^data\./, ''));
      return typeof found?.field.calculate === 'object' ? { ...line, about: '', table: found.path } : line;
    }),
    conditions: list(service.eligible ?? [], 'service.eligible', ({ must }) => feel(must)),
    declarations: (service.declarations ?? []).map((words, i) => ({
      path: `service.declarations.${i}`,
      title: say(words, language),
      about: '',
    })),
    documents: named(service.documents ?? {}, 'service.documents'),
    terms: Object.entries(offer.terms).flatMap(([key, value]) => termsIn(key, value)),
    team: offer.team,
    address: service.id,
    states: named(caseType.flow.states, 'service.caseType.flow.states'),
    actions: named(caseType.flow.actions, 'service.caseType.flow.actions'),
    notices: named(caseType.notices ?? {}, 'service.caseType.notices'),
    clocks: named(caseType.clocks ?? {}, 'service.caseType.clocks'),
  };
}

const takerOf = (by: readonly string[]): Taker =>
  by.length > 0 && by.every((who) => who === 'system') ? 'system' : by.includes('applicant') ? 'applicant' : 'office';

/** The flow of a design as lines between its states; its list says the same in words. */
export function flowOf({ service }: Document, language: Language) {
  const { flow } = service.caseType;
  const states = Object.entries(flow.states).map(([key, state]) => {
    const title = (state.title as { office?: Texts } | undefined)?.office;
    return { key, category: state.category, title: title === undefined ? key : say(title, language) };
  });
  const titles = new Map(states.map(({ key, title }) => [key, title]));
  type Step = { key: string; title: string; from: string[]; to: string[]; by: string[] };
  const correction = service.correction as { from?: string[]; to?: string; by?: string[] };
  const steps = Object.entries(flow.actions).map(([key, action]): Step => {
    const { from, to, by } = action as unknown as { from?: string | string[]; to?: unknown; by?: string[] };
    const open = states.filter(({ category }) => category !== 'closed').map((state) => state.key);
    const targets =
      typeof to === 'string' ? [to] : Array.isArray(to) ? to.map((row: { to?: string }) => row.to ?? '') : [];
    return {
      key,
      title: say(action.title, language),
      from: from === '*' ? open : Array.isArray(from) ? from : [],
      to: [...new Set(targets)],
      by: by ?? [],
    };
  });
  const asking: Step = {
    key: 'askCorrection',
    title: language === 'ar' ? 'إعادة الطلب لاستكمال بيانات' : 'Ask the applicant to correct something',
    from: correction.from ?? [],
    to: correction.to === undefined ? [] : [correction.to],
    by: correction.by ?? [],
  };
  const ways = [...steps, asking].flatMap(({ key, title, from, to, by }) =>
    from.flatMap((one) =>
      to.map((other) => ({
        key,
        title,
        from: one,
        to: other,
        by,
        taker: takerOf(by),
      })),
    ),
  );
  return {
    initial: flow.initial,
    states,
    ways: ways
      .filter(({ from, to }) => from !== to)
      .map((way) => ({ ...way, fromTitle: titles.get(way.from) ?? way.from, toTitle: titles.get(way.to) ?? way.to })),
  } satisfies FlowGiven;
}
