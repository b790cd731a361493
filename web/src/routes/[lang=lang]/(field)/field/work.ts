import { say } from '#kernel/text.ts';
import { field } from '$lib/messages/field.ts';
import { CREW_STATES, readPage } from '$lib/office/lists.ts';
import { namesFor } from '$lib/office/lookups.ts';

/** The work of the reader's teams, or of the reader alone, what is due first on top. */
export async function crewWork(locals: App.Locals, mine: boolean) {
  const { language, actor } = locals;
  const t = field(language);
  const names = await namesFor(locals);
  const page = await readPage(
    locals,
    { type: 'report', state: CREW_STATES, limit: 100, ...(mine ? { mine: true } : { team: [...actor.teams] }) },
    names,
  );
  return {
    title: mine ? t('nav.mine') : t('today'),
    mine,
    rows: page.rows,
    total: page.total,
    priorities: names.catalogue.priorities.map(({ name }) => say(name, language)),
  };
}

export type CrewWork = Awaited<ReturnType<typeof crewWork>>;
