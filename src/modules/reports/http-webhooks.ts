import { z } from 'zod';
import { ExchangedReport } from './operations-exchange.ts';

const Change = z.object({
  from: z.string().nullable(),
  to: z.string(),
  /** The place of this entry in the report's timeline: of two messages the higher one is newer. */
  version: z.int(),
  at: z.string(),
});

const schemaOf = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any', reused: 'inline' });
  return rest;
};

const HEADERS = [
  ['webhook-id', 'The same for every try and every replay of a message: what was had before is known by it.'],
  ['webhook-timestamp', 'Seconds since 1970 of this try. Refuse what is older than five minutes.'],
  [
    'webhook-signature',
    'Standard Webhooks: v1 and the HMAC-SHA-256 of id, timestamp and body; several while secrets change.',
  ],
] as const;

const message = (summary: string, data: z.ZodType, description = '') => ({
  post: {
    summary,
    description,
    parameters: HEADERS.map(([name, text]) => ({
      name,
      in: 'header',
      required: true,
      description: text,
      schema: { type: 'string' },
    })),
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: schemaOf(z.object({ type: z.string(), timestamp: z.string(), data })),
        },
      },
    },
    responses: {
      '2XX': { description: 'Taken. Any other answer is tried again for three days.' },
      410: { description: 'There is nobody any more: the webhook is switched off.' },
    },
  },
});

/** The member `webhooks` of the OpenAPI 3.1 document: what subscribers are sent, as everybody may see it. */
export function webhookDocument(): Record<string, unknown> {
  const report = z.object({ report: ExchangedReport, change: Change });
  const wider =
    'For the municipality’s own systems and agencies `report` holds what they may see instead: team, priority and state of work, never names or contacts.';
  return {
    'report.received': message('A new report', report, wider),
    'report.state-changed': message('A report changed its state', report, wider),
    'report.changed': message('Something else changed in a report', report, wider),
    'report.assigned': message('A report went to another team; told to the municipality’s own systems', report, wider),
    'report.withdrawn': message(
      'A report that was told of is public no more',
      z.object({ report: z.object({ number: z.string() }) }),
    ),
    'webhook.test': message(
      'A test somebody asked for',
      z.object({ webhook: z.object({ id: z.uuid(), name: z.string() }) }),
    ),
  };
}
