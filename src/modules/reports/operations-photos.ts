import { z } from 'zod';
import { plainText } from '#kernel/arabic.ts';
import type { Id } from '#kernel/id.ts';
import { Area, type DocumentsApi, MOST_AREAS, type PreparedBlur } from '#modules/documents/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { tenantRole } from '#platform/policy.ts';
import { PhotoState, ReportId } from './operations-input.ts';
import { REPORT_TYPE, type ReportParts } from './operations-shared.ts';
import { reportProblems } from './problems.ts';

/** Who may change what is seen of a photo, and read it as it was taken. */
const EDITORS = ['triage', 'agent940', 'officer', 'supervisor', 'administrator'] as const;
const FIELDS = ['photos', 'photosBefore', 'photosAfter', 'publicPhotos'] as const;

/** Photos as employees and their uploader see them: their copies open for an hour, and whether they are free to be seen. */
export async function photoStates(
  tx: Tx,
  context: OperationContext,
  documents: DocumentsApi,
  ids: readonly Id[],
): Promise<PhotoState[]> {
  return (await documents.describe(tx, ids)).map(({ id, width, height, scan, blurred }) => ({
    id,
    width,
    height,
    ...documents.linksTo(context.tenant.id, id, context.now),
    state: scan === 'waiting' ? 'checking' : scan === 'infected' ? 'blocked' : 'ready',
    blurred: blurred.length,
  }));
}

const Name = z.record(z.string(), z.string()).nullable();
const PhotoEditor = z.object({
  id: z.string(),
  number: z.string(),
  photo: PhotoState,
  version: z.int(),
  areas: z.array(Area),
  /** Whether what is blurred can be shown again. */
  original: z.boolean(),
  public: z.boolean(),
  history: z.array(z.object({ version: z.int(), areas: z.int(), reason: z.string(), by: Name, at: z.string() })),
  readings: z.array(z.object({ purpose: z.string(), by: Name, at: z.string() })),
});
export type PhotoEditor = z.infer<typeof PhotoEditor>;

const Which = { id: ReportId, photo: ReportId };
const Areas = z.array(Area).max(MOST_AREAS);

export function photoOperations(parts: ReportParts): Operation[] {
  const { cases, documents, identity, transaction } = parts;

  /** The report, when it is in the employee's reach and the photo is one of its own. */
  async function load(tx: Tx, context: OperationContext, { id, photo }: { id: string; photo: string }) {
    const loaded = await cases.findCase(tx, context, { id });
    if (loaded?.state.type.id !== REPORT_TYPE || !cases.mayRead(context.actor, loaded.state)) {
      throw reportProblems['not-found']();
    }
    const { data } = loaded.state;
    const own = FIELDS.some((field) => Array.isArray(data[field]) && (data[field] as unknown[]).includes(photo));
    if (!own) throw reportProblems['not-its-photo']();
    return loaded.state;
  }

  async function view(tx: Tx, context: OperationContext, which: { id: string; photo: string }): Promise<PhotoEditor> {
    const state = await load(tx, context, which);
    const [described] = await documents.describe(tx, [which.photo]);
    const [photo] = await photoStates(tx, context, documents, [which.photo]);
    if (described === undefined || photo === undefined) throw reportProblems['not-its-photo']();
    const history = await documents.blurringsOf(tx, which.photo);
    const readings = await documents.readingsOf(tx, which.photo);
    const names = await identity.displayNames(
      tx,
      [...history, ...readings].flatMap(({ by }) => by ?? []),
    );
    const nameOf = (by: Id | null) => (by === null ? null : ((names.get(by) as z.infer<typeof Name>) ?? null));
    return {
      id: state.id,
      number: state.number,
      photo,
      version: described.version,
      areas: [...described.blurred],
      original: described.original,
      public: described.audience === 'public',
      history: history.map(({ version, areas, reason, by, at }) => ({
        version,
        areas: areas.length,
        reason,
        by: nameOf(by),
        at,
      })),
      readings: readings.map(({ purpose, by, at }) => ({ purpose, by: nameOf(by), at })),
    };
  }

  return [
    operation({
      name: 'reports.get-photo',
      summary: { ar: 'صورة من البلاغ وما طُمس منها', en: 'A photo of a report and what of it is blurred' },
      kind: 'query',
      who: [tenantRole(...EDITORS)],
      route: { method: 'GET', path: '/reports-office/{id}/photos/{photo}' },
      rate: 'read',
      input: z.strictObject(Which),
      output: PhotoEditor,
      run: (tx, which, context) => view(tx, context, which),
    }),
    operation({
      name: 'reports.preview-blur',
      summary: { ar: 'معاينة طمس أجزاء من صورة', en: 'See how a photo would look with parts of it blurred' },
      kind: 'query',
      who: [tenantRole(...EDITORS)],
      route: { method: 'POST', path: '/reports-office/{id}/photos/{photo}/preview' },
      rate: 'write',
      input: z.strictObject({ ...Which, areas: Areas }),
      output: z.object({ picture: z.string() }),
      async prepare({ areas, ...which }, context): Promise<{ picture: string }> {
        await transaction(context.tenant.id, (tx) => load(tx, context, which));
        const { bytes } = await documents.previewBlur(context.tenant, which.photo, areas);
        return { picture: `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}` };
      },
      run: async (_, prepared) => prepared,
    }),
    operation({
      name: 'reports.blur-photo',
      summary: { ar: 'طمس أجزاء من صورة', en: 'Blur parts of a photo' },
      kind: 'command',
      who: [tenantRole(...EDITORS)],
      route: { method: 'POST', path: '/reports-office/{id}/photos/{photo}/areas' },
      rate: 'write',
      input: z.strictObject({
        ...Which,
        /** All that is to be blurred; what is left out is shown again. */
        areas: Areas,
        /** The version that was looked at. */
        seen: z.coerce.number().pipe(z.int32().positive()),
        reason: plainText({ min: 3, max: 300 }),
      }),
      output: PhotoEditor,
      async prepare(input, context): Promise<{ input: typeof input; prepared: PreparedBlur }> {
        await transaction(context.tenant.id, (tx) => load(tx, context, input));
        return { input, prepared: await documents.prepareBlur(context.tenant, input.photo, input.areas) };
      },
      async run(tx, { input, prepared }, context) {
        const state = await load(tx, context, input);
        const { actor, now } = context;
        await documents.applyBlur(tx, prepared, { actor, now, reason: input.reason, seen: input.seen });
        context.about({ type: 'case', id: state.id, number: state.number });
        return view(tx, context, input);
      },
    }),
    operation({
      name: 'reports.open-original',
      summary: { ar: 'فتح الصورة الأصلية', en: 'Open a photo as it was taken' },
      kind: 'command',
      who: [tenantRole(...EDITORS)],
      route: { method: 'POST', path: '/reports-office/{id}/photos/{photo}/original' },
      rate: 'write',
      input: z.strictObject({ ...Which, purpose: plainText({ min: 5, max: 300 }) }),
      output: z.object({ address: z.string() }),
      async run(tx, { purpose, ...which }, context) {
        const state = await load(tx, context, which);
        const address = await documents.linkToOriginal(tx, which.photo, purpose, context);
        context.about({ type: 'case', id: state.id, number: state.number });
        context.disclosed({ type: 'file', id: which.photo }, ['original']);
        return { address };
      },
    }),
  ];
}
