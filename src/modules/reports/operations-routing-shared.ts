import { parseExpression } from '#kernel/expression.ts';
import type { Id } from '#kernel/id.ts';
import type { FieldProblem } from '#kernel/problem.ts';
import { fill, type Text } from '#kernel/text.ts';
import type { Tx } from '#platform/db.ts';
import type { Tenant } from '#platform/tenants.ts';
import type { ConditionKind, RoutingRule } from './model.ts';
import { type ReportParts, routingOf } from './operations-shared.ts';
import { type RoutingWorld, unknownCodes, unknownNames } from './rules.ts';

const LANGUAGES = {
  ar: new Intl.DisplayNames('ar', { type: 'language' }),
  en: new Intl.DisplayNames('en', { type: 'language' }),
};

/** What rules may name in this tenant now. */
export async function worldOf(parts: ReportParts, tx: Tx, tenant: Tenant): Promise<RoutingWorld> {
  const { catalogue, teams, calendar } = await routingOf(parts, tx, tenant);
  const municipalities = await parts.territory.areasOf(tx, tenant, 'municipality');
  const districts = await parts.territory.areasOf(tx, tenant, 'district');
  const byId = new Map(municipalities.map(({ id, code }) => [id, code]));
  return {
    catalogue,
    calendar,
    teams: new Set(teams.map(({ code }) => code)),
    municipalities: new Set(byId.values()),
    districts: new Map(
      districts.map(({ code, parentId }) => [code, parentId === null ? null : (byId.get(parentId) ?? null)]),
    ),
  };
}

const UNKNOWN = {
  ar: 'لا يوجد «{code}» بين ما يُختار منه.',
  en: 'There is no “{code}” to choose from.',
};
const unknownText = (code: string) => ({ ar: fill(UNKNOWN.ar, { code }), en: fill(UNKNOWN.en, { code }) });

/** What keeps rules from being saved, at the fields: `3.when.expression` is the expression of the fourth rule. */
export function faultsOf(rules: readonly RoutingRule[], world: RoutingWorld, languages: readonly string[]) {
  const fields: FieldProblem[] = [];
  for (const [index, rule] of rules.entries()) {
    const at = (path: string, code: string, text: FieldProblem['text']) =>
      fields.push({ path: `rules.${index}.${path}`, code, text });
    for (const language of languages) {
      if (!rule.name[language]) {
        at(`name.${language}`, 'required', {
          ar: `اكتب اسم القاعدة (${LANGUAGES.ar.of(language)}).`,
          en: `Write the name of the rule (${LANGUAGES.en.of(language)}).`,
        });
      }
    }
    for (const { part, code } of unknownCodes(rule, world)) {
      at(part === 'team' || part === 'outsideOwner' ? `outcome.${part}` : `when.${part}`, 'unknown', unknownText(code));
    }
    const { hours, expression } = rule.when;
    if (hours !== null && hours.from === hours.to) {
      at('when.hours', 'empty-span', {
        ar: 'وقت البداية هو وقت النهاية؛ اختر وقتين مختلفين.',
        en: 'It begins when it ends; choose two different times.',
      });
    }
    if (expression !== null) {
      const parsed = parseExpression(expression);
      const unknown = unknownNames(expression);
      if (!parsed.ok) {
        const place = expression.slice(parsed.position.from, parsed.position.from + 20);
        at('when.expression', parsed.code, {
          ar: `${parsed.text.ar}${place === '' ? '' : ` («${place}»)`}.`,
          en: `${parsed.text.en}${place === '' ? '' : ` (“${place}”)`}.`,
        });
      } else if (unknown.length > 0) {
        at('when.expression', 'unknown-name', {
          ar: `لا تعرف القواعد الاسم «${unknown[0]}». الأسماء المتاحة مذكورة تحت الحقل.`,
          en: `Rules do not know the name “${unknown[0]}”. The names they know stand below the field.`,
        });
      }
    }
    const { team, priority, outsideOwner, notify } = rule.outcome;
    if (team === null && priority === null && outsideOwner === null && !notify) {
      at('outcome', 'required', {
        ar: 'اختر ما تفعله القاعدة: فريقًا أو أولوية أو جهة أو تنبيهًا للمشرفين.',
        en: 'Choose what the rule does: a team, a priority, an agency or a notice to supervisors.',
      });
    }
  }
  return fields;
}

/** Names of people by id, in the words of the tenant. */
export async function namesOf(
  { identity }: Pick<ReportParts, 'identity'>,
  tx: Tx,
  ids: readonly (Id | null)[],
): Promise<ReadonlyMap<Id, Text>> {
  const known = [...new Set(ids.flatMap((id) => id ?? []))];
  return known.length === 0 ? new Map() : identity.displayNames(tx, known);
}

/** Who did something, as answers name them; null: the program itself, from the tenant's file. */
export const personOf = (names: ReadonlyMap<Id, Text>, id: Id | null): Record<string, string> | null =>
  id === null ? null : { ...(names.get(id) as Record<string, string> | undefined) };

/** Why a rule was passed over, in a sentence. */
export const BECAUSE: Readonly<Record<ConditionKind, { ar: string; en: string }>> = {
  disabled: { ar: 'القاعدة موقوفة.', en: 'The rule is switched off.' },
  category: { ar: 'التصنيف ليس من تصنيفاتها.', en: 'The category is none of its own.' },
  area: { ar: 'الموقع خارج نطاقها.', en: 'The place lies outside its areas.' },
  channel: { ar: 'لم يرد من قنواتها.', en: 'It came by another channel.' },
  weekday: { ar: 'اليوم ليس من أيامها.', en: 'It was made on another day of the week.' },
  hours: { ar: 'الوقت خارج ساعاتها.', en: 'It was made at another hour.' },
  worktime: { ar: 'لا يوافق شرط الدوام.', en: 'Working time is not as it asks.' },
  expression: { ar: 'لم يتحقق شرطها الإضافي.', en: 'Its further condition does not hold.' },
};
