import { z } from 'zod';
import { type Operation, operation } from '#platform/operations.ts';
import { system, tenantRole } from '#platform/policy.ts';
import { addSigningKey, type IssueUse } from './operations-sealing.ts';
import { findPrintQueue } from './store-issued.ts';
import { findPublicKeys, retireSigningKey } from './store-keys.ts';
import type { PublicKey } from './tokens.ts';

export const Printing = z.object({
  /** Whether files can be made here: a browser was found. */
  ready: z.boolean(),
  waiting: z.int(),
  failing: z.int(),
  /** When the document that waits longest was issued. */
  oldest: z.string().nullable(),
  keys: z.array(z.object({ kid: z.string(), createdAt: z.string(), retiredAt: z.string().nullable() })),
});
export type Printing = z.infer<typeof Printing>;

export const keyOperations = (use: IssueUse): readonly Operation[] => [
  operation({
    name: 'documents.rotate-key',
    summary: { ar: 'تغيير مفتاح توقيع الوثائق', en: 'Change the key documents are signed with' },
    kind: 'command',
    who: [tenantRole('administrator'), system()],
    route: { method: 'POST', path: '/document-keys' },
    rate: 'write',
    input: z.strictObject({}),
    output: z.object({ retired: z.string().nullable(), kid: z.string() }),
    async run(tx, _, context) {
      const retired = await retireSigningKey(tx, context.now.toString());
      return { retired: retired?.kid ?? null, kid: await addSigningKey(use, tx, context) };
    },
  }),
  operation({
    name: 'documents.get-printing',
    summary: {
      ar: 'حال إصدار ملفات الوثائق ومفاتيحها',
      en: 'How the making of documents’ files stands, and their keys',
    },
    kind: 'query',
    who: [tenantRole('administrator', 'auditor'), system()],
    route: { method: 'GET', path: '/document-printing' },
    rate: 'read',
    input: z.strictObject({}),
    output: Printing,
    async run(tx) {
      const keys = await findPublicKeys<PublicKey>(tx);
      return {
        ready: use.printer.browser !== undefined,
        ...(await findPrintQueue(tx)),
        keys: keys.map(({ publicKey: { kid }, createdAt, retiredAt }) => ({ kid, createdAt, retiredAt })),
      };
    },
  }),
];
