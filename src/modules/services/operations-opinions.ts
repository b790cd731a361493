import { z } from 'zod';
import type { Actor } from '#kernel/actor.ts';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn, tenantRole } from '#platform/policy.ts';
import { Words } from './model.ts';
import { type CatalogueParts, getStored } from './operations-catalogue-shared.ts';
import { serviceProblems } from './problems.ts';
import { decideOpinion, deleteOpinion, listWaitingOpinions, OPINION_STANDINGS, putOpinion } from './store-opinions.ts';

const ServiceName = z.string().min(1).max(80);
const OpinionId = z.uuid().transform((value): Id => value.toLowerCase());

/** Whoever has an opinion is a person, not a program. */
function personOf({ kind, partyId }: Actor): Id {
  if (kind !== 'person' || partyId === null) throw serviceProblems['opinion-of-nobody']();
  return partyId;
}

export const WaitingOpinions = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      code: z.string(),
      name: Words,
      stars: z.int(),
      words: z.string(),
      standing: z.enum(OPINION_STANDINGS),
      at: z.string(),
    }),
  ),
  next: z.string().nullable(),
});
export type WaitingOpinions = z.infer<typeof WaitingOpinions>;

/** What people think of a service: stars at once, words once somebody has looked at them. */
export function opinionOperations({ catalogues }: CatalogueParts): Operation[] {
  return [
    operation({
      name: 'services.rate',
      summary: { ar: 'تقييم خدمة', en: 'Rate a service' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'PUT', path: '/services/{id}/opinion' },
      rate: 'write',
      input: z.strictObject({
        id: ServiceName,
        stars: z.coerce.number().pipe(z.int().min(1).max(5)),
        /** Shown to others without a name, once an employee has looked at them. */
        words: plainText({ min: 0, max: 500, multiline: true }).default(''),
      }),
      output: z.object({ code: z.string(), stars: z.int() }),
      async run(tx, { id, stars, words }, context) {
        const { code } = getStored(await catalogues.of(tx, context.tenant), id);
        const partyId = personOf(context.actor);
        const opinion = { id: context.newId(), code, partyId, stars, words: words === '' ? null : words };
        await putOpinion(tx, opinion, context.now);
        return { code, stars };
      },
    }),
    operation({
      name: 'services.withdraw-rating',
      summary: { ar: 'سحب تقييم خدمة', en: 'Take back what one said of a service' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'DELETE', path: '/services/{id}/opinion' },
      rate: 'write',
      input: z.strictObject({ id: ServiceName }),
      output: z.object({ withdrawn: z.boolean() }),
      async run(tx, { id }, context) {
        const { code } = getStored(await catalogues.of(tx, context.tenant), id);
        return { withdrawn: (await deleteOpinion(tx, code, personOf(context.actor))) > 0 };
      },
    }),
    operation({
      name: 'services.list-waiting-opinions',
      summary: { ar: 'تعليقات على الخدمات تنتظر النظر', en: 'Words about services that wait to be looked at' },
      kind: 'query',
      who: [tenantRole('administrator', 'supervisor', 'auditor')],
      route: { method: 'GET', path: '/service-opinions' },
      rate: 'read',
      input: z.strictObject({
        after: OpinionId.optional(),
        limit: z.coerce.number().int().min(1).max(100).default(30),
      }),
      output: WaitingOpinions,
      async run(tx, { after, limit }, { tenant }) {
        const loaded = await catalogues.of(tx, tenant);
        const found = await listWaitingOpinions(tx, after ?? null, limit + 1);
        const shown = found.slice(0, limit);
        return {
          items: shown.map((one) => ({
            ...one,
            name: loaded?.stored.find(({ code }) => code === one.code)?.document.name ?? {},
          })),
          next: found.length > limit ? shown.at(-1)!.id : null,
        };
      },
    }),
    operation({
      name: 'services.decide-opinion',
      summary: { ar: 'نشر تعليق على خدمة أو حجبه', en: 'Show or hide words about a service' },
      kind: 'command',
      who: [tenantRole('administrator', 'supervisor')],
      route: { method: 'POST', path: '/service-opinions/{opinionId}' },
      rate: 'write',
      input: z.strictObject({
        opinionId: OpinionId,
        /** When the words that were read were said. */
        at: z.iso.datetime({ offset: true }),
        shown: z.boolean(),
      }),
      output: z.object({ shown: z.boolean() }),
      async run(tx, { opinionId, at, shown }, context) {
        const standing = shown ? 'shown' : 'hidden';
        if ((await decideOpinion(tx, opinionId, at, standing, context.actor.partyId, context.now)) === 0) {
          throw serviceProblems['opinion-changed']();
        }
        return { shown };
      },
    }),
  ];
}
