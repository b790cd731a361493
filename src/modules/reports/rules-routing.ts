import type {
  CategorySnapshot,
  ImportedServices,
  LocatedArea,
  ReportCatalogue,
  ReportCategory,
  ReportTerms,
  Routing,
  RoutingReason,
  RoutingTeam,
  Words,
} from './model.ts';
import { reportProblems } from './problems.ts';

/** A priority as the case engine counts it: 1 is the most urgent, 4 the least. */
export const urgencyOf = (priority: string): number => Number(priority.slice(1));

/** The category of that code. Raises `reports.unknown-category`. */
export function getCategory(catalogue: ReportCatalogue, code: string): ReportCategory {
  const category = catalogue.categories.find((one) => one.code === code);
  if (category === undefined) throw reportProblems['unknown-category']({ values: { code } });
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
}: ReportTerms): ReportTerms => ({ confirmationDays, answerDays, reopenDays, externalDays, closingRadiusMetres });

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

/**
 * Where a report goes and by when: the department of its category, the team of that department closest to the place
 * (district before municipality before the whole tenant; between equals the first by code), the category's priority
 * and times, and the reasons, in order, in words an officer can check.
 */
export function route(
  catalogue: ReportCatalogue,
  category: CategorySnapshot,
  area: LocatedArea,
  teams: readonly RoutingTeam[],
): Routing {
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
  if (category.safety) {
    reasons.push(reason('safety', 'تصنيف يمس السلامة.', 'The category concerns safety.'));
  }
  return {
    category,
    department: category.department,
    team: best?.team.code ?? null,
    urgency: category.urgency,
    clocks: {
      acknowledgeMinutes: category.acknowledgeMinutes,
      dispatchMinutes: category.dispatchMinutes,
      resolve: category.resolve,
    },
    reasons,
  };
}
