import { say } from '#kernel/text.ts';
import { loadOpinions } from '$lib/applying/opinions.ts';
import { signInFirst } from '$lib/signed-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  signInFirst(event);
  const { language, person } = event.locals;
  return { list: await loadOpinions(event), name: say(person!.actingFor?.name ?? person!.name, language) };
};
