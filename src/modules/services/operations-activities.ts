import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { ServiceDefinition, ServiceOffer } from './model.ts';
import { activitiesOf } from './operations-design-shared.ts';
import { publishService } from './operations-publish.ts';
import type { ServiceParts } from './operations-shared.ts';
import { asksForActivity, readActivities, withoutImported } from './rules-activities.ts';
import { importedActivities, upsertActivities } from './store-activities.ts';

export const activityOperations = (parts: ServiceParts): Operation[] => [
  operation({
    name: 'services.import-activities',
    summary: { ar: 'استيراد قائمة الأنشطة (آيسك 4)', en: 'Take over a list of activities (ISIC 4)' },
    kind: 'command',
    who: [tenantRole('administrator'), system()],
    route: { method: 'POST', path: '/activities' },
    rate: 'bulk',
    bodyLimit: 2 << 20,
    input: z.strictObject({
      /** The list by language, each as ISIC 4 is published: sections, divisions, groups, classes. */
      documents: z.record(z.string().regex(/^[a-z]{2,3}$/), z.json()),
    }),
    output: z.object({
      taken: z.int(),
      changed: z.int(),
      refused: z.array(z.object({ language: z.string(), at: z.string(), reason: z.string() })),
      /** Services whose fields choose among them, published anew. */
      published: z.array(z.string()),
    }),
    async run(tx, { documents }, context) {
      const { activities, faults } = readActivities(documents, context.tenant.languages);
      const before = await importedActivities(tx);
      const changed = await upsertActivities(tx, activities, context.now.toString());
      const published: string[] = [];
      const offered = changed === 0 ? [] : [...(await parts.offered.of(tx, context.tenant)).values()];
      for (const service of offered.filter(({ definition }) => asksForActivity(definition))) {
        const own = withoutImported(await activitiesOf(parts, tx, context, service), before);
        // As it was published, with what definitions have had since.
        const definition = ServiceDefinition.parse(service.definition);
        const offer = ServiceOffer.parse(service.offer);
        const given = { id: definition.id, service: definition, offer, activities: own };
        if ((await publishService(parts, tx, given, context)).published) published.push(definition.id);
      }
      return { taken: activities.length, changed, refused: faults, published };
    },
  }),
];
