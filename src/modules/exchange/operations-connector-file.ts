import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { system } from '#platform/policy.ts';
import { ConnectorOffers } from './model-connector-log.ts';
import { putConnectors } from './store-connectors.ts';

export const connectorFileOperations = (): Operation[] => [
  operation({
    name: 'exchange.put-connectors',
    summary: { ar: 'تعيين الجهات المرتبطة', en: 'Set which agencies are asked, and where' },
    kind: 'command',
    who: [system()],
    route: { method: 'PUT', path: '/exchange/connectors' },
    rate: 'bulk',
    input: z.strictObject({ connectors: ConnectorOffers.shape.connectors }),
    output: z.object({}),
    async run(tx, { connectors }) {
      await putConnectors(tx, connectors);
      return {};
    },
  }),
];
