import type { WorkingCalendar } from '#kernel/calendar.ts';
import { fill, say } from '#kernel/text.ts';
import type {
  CategorySnapshot,
  ImportedServices,
  LocatedArea,
  PriorityCode,
  ReportCatalogue,
  ReportCategory,
  ReportTerms,
  Routing,
  RoutingOutcome,
  RoutingReason,
  RoutingTeam,
  Words,
} from './model.ts';
import { reportProblems } from './problems.ts';
import { type CompiledRules, matchRules, type RoutingFacts } from './rules-matching.ts';

/** A priority as the case engine counts it: 1 is the most urgent, 4 the least. */
export const urgencyOf = (priority: string): number => Number(priority.slice(1));

/** The category of that code. Raises `reports.unknown-category`. */
export function getCategory(catalogue: ReportCatalogue, code: string): ReportCategory {
  const category = catalogue.categories.find((one) => one.code === code);
  if (category === undefined) throw reportProblems['unknown-category']({ values: { code } });
  return category;
}

/** Whether a category is taken now, through this channel; null asks for no channel. */
export const isOffered = ({ active, channels }: ReportCategory, channel: string | null): boolean =>
  active && (channel === null || channels.length === 0 || channels.includes(channel));

/**
 * The category of that code, where reports of it are taken. Raises `reports.unknown-category`,
 * `reports.category-retired` and `reports.category-not-on-channel`.
 */
export function getOffered(catalogue: ReportCatalogue, code: string, channel: string | null): ReportCategory {
  const category = getCategory(catalogue, code);
  if (!category.active) throw reportProblems['category-retired']();
  if (!isOffered(category, channel)) throw reportProblems['category-not-on-channel']();
  return category;
}

/** The category as a report keeps it. Raises nothing: a catalogue that was read names every priority. */
export function snapshotOf(catalogue: ReportCatalogue, category: ReportCategory): CategorySnapshot {
  const priority = catalogue.priorities.find(({ code }) => code === category.priority)!;
  return {
    code: category.code,
    group: category.group,
    name: category.name,
    department: category.department,
    priority: category.priority,
    urgency: urgencyOf(category.priority),
    acknowledgeMinutes: priority.acknowledgeMinutes,
    dispatchMinutes: priority.dispatchMinutes,
    resolve: category.resolve,
    evidence: category.evidence,
    needsPlace: category.needsPlace,
    externalOwner: category.externalOwner,
    safety: category.safety,
    public: category.public,
  };
}

/** The terms a report keeps, of all that the tenant's settings say about reports. */
export const termsOf = ({
  confirmationDays,
  answerDays,
  reopenDays,
  externalDays,
  closingRadiusMetres,
  publication,
}: ReportTerms): ReportTerms => ({
  confirmationDays,
  answerDays,
  reopenDays,
  externalDays,
  closingRadiusMetres,
  ...(publication === undefined ? {} : { publication: { text: publication.text, photos: publication.photos } }),
});

/**
 * How a service of another system is taken up: as the category the tenant maps it to, changed by what the tenant says
 * of that service, otherwise as a category of its own under the tenant's defaults.
 * @param service its code and name in the other system; rules may name either
 */
export function importedCategory(
  catalogue: ReportCatalogue,
  service: { readonly code: string; readonly name: string },
  language: string,
): CategorySnapshot {
  const rules: ImportedServices | undefined = catalogue.importedServices;
  const own = rules && Object.hasOwn(rules.services, service.name) ? rules.services[service.name] : undefined;
  const { category: mapped, ...changes } = own ?? (rules?.services[service.code] as typeof own) ?? {};
  if (mapped !== undefined) {
    return snapshotOf(catalogue, { ...getCategory(catalogue, mapped), ...changes });
  }
  if (rules === undefined) throw reportProblems['unknown-category']({ values: { code: service.name } });
  const name: Words = { [language]: service.name };
  const rule = { ...rules.defaults, ...changes };
  return snapshotOf(catalogue, { ...rule, code: service.code, name, externalOwner: null } as ReportCategory);
}

const reason = (code: string, ar: string, en: string): RoutingReason => ({ code, text: { ar, en } });

/** How closely a team fits a place: its own district, its municipality, the whole tenant; 0 when it serves another. */
function fit(team: RoutingTeam, { municipality, district }: LocatedArea): number {
  if (team.municipality === null) return team.districts.length === 0 ? 1 : 0;
  if (team.municipality !== municipality) return 0;
  if (team.districts.length === 0) return 2;
  return district !== null && team.districts.includes(district) ? 3 : 0;
}

const FITS: Readonly<Record<number, RoutingReason>> = {
  3: reason('team-of-district', 'فريق الإدارة المخصص لهذا الحي.', 'The department’s team for this district.'),
  2: reason('team-of-municipality', 'فريق الإدارة في هذه البلدية.', 'The department’s team in this municipality.'),
  1: reason('team-of-tenant', 'فريق الإدارة على مستوى الأمانة.', 'The department’s team for the whole municipality.'),
};

/** What routing goes by: everything but the report. */
export interface RoutingSetting {
  readonly catalogue: ReportCatalogue;
  readonly teams: readonly RoutingTeam[];
  readonly rules: CompiledRules;
  readonly calendar: WorkingCalendar;
}

/** The last rule, which is always there: the team of the department closest to the place. */
function byDepartment(setting: RoutingSetting, { category, area }: RoutingFacts) {
  const { catalogue, teams } = setting;
  const department = catalogue.departments.find(({ code }) => code === category.department)!;
  const reasons: RoutingReason[] = [
    {
      code: 'department-of-category',
      text: Object.fromEntries(
        Object.keys(department.name).map((language) => [
          language,
          `${category.name[language] ?? category.code}: ${department.name[language]}`,
        ]),
      ),
    },
  ];
  const candidates = teams
    .filter((team) => team.department === category.department)
    .map((team) => ({ team, fit: fit(team, area) }))
    .filter((candidate) => candidate.fit > 0)
    .sort((a, b) => b.fit - a.fit || (a.team.code < b.team.code ? -1 : 1));
  const best = candidates[0];
  if (area.municipality === null && category.needsPlace) {
    reasons.push(reason('place-not-located', 'لم يُعرف الموقع ضمن بلدية.', 'The place is in no known municipality.'));
  }
  reasons.push(
    best
      ? FITS[best.fit]!
      : reason(
          'no-team',
          'لا فريق لهذه الإدارة في الموقع؛ يحيله مكتب البلاغات.',
          'No team of the department serves the place; the reports desk assigns it.',
        ),
  );
  return { team: best?.team, reasons };
}

/** The category as a rule changes it: another priority with its times, another outside owner. */
function changed(
  catalogue: ReportCatalogue,
  category: CategorySnapshot,
  { priority, outsideOwner }: Partial<Pick<RoutingOutcome, 'priority' | 'outsideOwner'>>,
): CategorySnapshot {
  const urgent = catalogue.priorities.find(({ code }) => code === priority);
  const owner = catalogue.agencies.find(({ code }) => code === outsideOwner);
  return {
    ...category,
    ...(urgent === undefined
      ? {}
      : {
          priority: urgent.code,
          urgency: urgencyOf(urgent.code),
          acknowledgeMinutes: urgent.acknowledgeMinutes,
          dispatchMinutes: urgent.dispatchMinutes,
        }),
    ...(owner === undefined ? {} : { externalOwner: owner }),
  };
}

/** The category with the times of another priority, where that is the more urgent one. */
export const raised = (catalogue: ReportCatalogue, category: CategorySnapshot, to: PriorityCode): CategorySnapshot =>
  urgencyOf(to) < category.urgency ? changed(catalogue, category, { priority: to }) : category;

const RULE_TEXT = {
  ar: 'قاعدة التوجيه «{name}» (الإصدار {version}).',
  en: 'Routing rule “{name}” (version {version}).',
};

/**
 * Where a report goes and by when. The first of the tenant's rules that holds decides what it names: the team, the
 * priority with its times, the outside owner, a word to supervisors. Everything else comes from the default, the last
 * rule: the department of the category, the team of it closest to the place (district before municipality before the
 * whole tenant; between equals the first by code), the category's own priority. `reasons` tell it in order, in words an
 * officer can check; `passed` names the rules before, each with what did not hold.
 */
export function route(setting: RoutingSetting, facts: RoutingFacts): Routing {
  const { catalogue, teams, rules, calendar } = setting;
  const { rule, passed } = matchRules(rules, facts, calendar);
  const named = rule?.outcome.team ?? null;
  const own = named === null ? undefined : teams.find(({ code }) => code === named);
  const category = rule === null ? facts.category : changed(catalogue, facts.category, rule.outcome);
  const reasons: RoutingReason[] = [];
  if (rule !== null) {
    reasons.push({
      code: 'rule',
      text: Object.fromEntries(
        Object.entries(RULE_TEXT).map(([language, text]) => [
          language,
          fill(text, { name: say(rule.name, language), version: rules.version ?? 0 }),
        ]),
      ),
    });
  }
  let team = own;
  if (own === undefined) {
    if (named !== null) {
      reasons.push(
        reason('team-gone', 'الفريق الذي تسميه القاعدة لم يعد موجودا.', 'The team the rule names is there no more.'),
      );
    }
    const fallback = byDepartment(setting, facts);
    reasons.push(...fallback.reasons);
    team = fallback.team;
  }
  if (category.safety) {
    reasons.push(reason('safety', 'تصنيف يمس السلامة.', 'The category concerns safety.'));
  }
  return {
    category,
    department: own?.department ?? category.department,
    team: team?.code ?? null,
    urgency: category.urgency,
    clocks: {
      acknowledgeMinutes: category.acknowledgeMinutes,
      dispatchMinutes: category.dispatchMinutes,
      resolve: category.resolve,
    },
    reasons,
    rules: rules.version,
    rule: rule?.id ?? null,
    passed,
    notify: rule?.outcome.notify ?? false,
  };
}

/** A routing as a report keeps it in its data. */
export const keptRouting = ({ team, department, reasons, rules, rule, passed, notify }: Routing) => ({
  team,
  department,
  reasons,
  ...(rules === null ? {} : { rules, rule, passed, notify }),
});
