import { say, type Text } from '#kernel/text.ts';
import type { ReportCatalogue } from '#modules/reports/api.ts';
import type { PageServerLoad } from './$types';

interface OpenData {
  readonly reports: number;
  readonly range: { readonly oldest: string; readonly newest: string } | null;
  readonly changedAt: string | null;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly title: Text;
    readonly description: Text;
  }[];
  readonly licence: { readonly title: Text; readonly url: string; readonly sample: boolean } | null;
}

export const load: PageServerLoad = async ({ locals, url }) => {
  const { call, language } = locals;
  const [state, { catalogue }, { items: districts }] = await Promise.all([
    call<OpenData>('reports.get-open-data', {}),
    call<{ catalogue: ReportCatalogue }>('reports.get-catalogue', {}),
    call<{ items: { id: string; name: Text }[] }>('territory.list-areas', { kind: ['district'], limit: 500 }),
  ]);
  const { compare } = new Intl.Collator(language);
  return {
    reports: state.reports,
    range: state.range,
    changedAt: state.changedAt,
    licence: state.licence && { ...state.licence, title: say(state.licence.title, language) },
    groups: catalogue.groups.map(({ code, name }) => ({ value: code, label: say(name, language) })),
    districts: districts
      .map(({ id, name }) => ({ value: id, label: say(name, language) }))
      .sort((a, b) => compare(a.label, b.label)),
    columns: state.columns.map(({ name, type, title, description }) => ({
      id: name,
      type,
      title: say(title, language),
      description: say(description, language),
    })),
    origin: url.origin,
    updated: state.changedAt ?? undefined,
  };
};
