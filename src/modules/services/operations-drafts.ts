import { z } from 'zod';
import { enterInto, entryProblems, fieldsShown, stateTitle } from '#modules/cases/api.ts';
import { type Operation, operation } from '#platform/operations.ts';
import { signedIn, system } from '#platform/policy.ts';
import { requestProblems } from '#platform/validation.ts';
import { ServiceId } from './model.ts';
import { numbersNotTheirs } from './operations-applicant-numbers.ts';
import { bodiesOf } from './operations-consulted.ts';
import {
  DRAFT_DAYS,
  DraftView,
  demandComplete,
  draftView,
  licenceFields,
  openDraft,
  sealSheet,
} from './operations-draft-shared.ts';
import { startDraft } from './operations-draft-start.ts';
import { placeOf, placesOutside } from './operations-places.ts';
import { heldFetched, lockedValues, withoutStale } from './operations-prefill-shared.ts';
import { beginRenewal, demandRenewable } from './operations-renewing.ts';
import {
  attachFiles,
  FilesInput,
  feeFor,
  fileIds,
  filesIn,
  pagesShown,
  RecordId,
  type ServiceParts,
  snapshotOf,
} from './operations-shared.ts';
import { demandSigned, voidWhereChanged } from './operations-signing-shared.ts';
import { serviceProblems } from './problems.ts';
import { askedFields } from './rules.ts';
import { closeDraft, deleteDraft, deleteLeftDrafts, updateDraft } from './store.ts';
import { dropPrefills, dropPrefillsOf, sendPrefills } from './store-prefill.ts';
import { dropSignatures, sendSignatures } from './store-signing.ts';

const Receipt = z.object({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  stateTitle: z.record(z.string(), z.string()),
  dueAt: z.string().nullable(),
});

export function draftOperations(parts: ServiceParts): Operation[] {
  const { cases, identity } = parts;

  return [
    operation({
      name: 'services.start-draft',
      summary: { ar: 'بدء طلب خدمة', en: 'Begin an application' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/applicable-services/{service}/drafts' },
      rate: 'write',
      input: z.strictObject({
        service: ServiceId,
        /** Where it is applied for, which decides whether a pilot is meant. */
        municipality: RecordId.optional(),
        /** The licence to renew, where the service renews one. */
        renews: RecordId.optional(),
      }),
      output: z.object({ id: z.string(), first: z.string() }),
      async run(tx, { service, municipality, renews }, context) {
        const beginning = { service, municipality: municipality ?? null, renews: renews ?? null };
        const id = await startDraft(parts, tx, context, beginning);
        const open = await openDraft(parts, tx, context, id);
        return { id, first: pagesShown(open.service, open.sheet)[0]!.key };
      },
    }),
    operation({
      name: 'services.get-draft',
      summary: { ar: 'مسودة طلب لي', en: 'A draft of mine' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/my/drafts/{id}' },
      rate: 'read',
      input: z.strictObject({ id: RecordId }),
      output: DraftView,
      run: async (tx, { id }, context) => draftView(parts, tx, context, await openDraft(parts, tx, context, id)),
    }),
    operation({
      name: 'services.save-page',
      summary: { ar: 'حفظ خطوة من الطلب', en: 'Save one step of an application' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'PUT', path: '/my/drafts/{id}/pages/{page}' },
      rate: 'write',
      bodyLimit: 256 * 1024,
      input: z.strictObject({
        id: RecordId,
        page: z.string().max(64),
        input: z.record(z.string().max(64), z.json()).default({}),
        files: FilesInput,
        /** The version the writer saw. */
        version: z.coerce.number().pipe(z.int32().positive()),
      }),
      output: z.object({
        version: z.int(),
        /** The step asks more because of what was answered: it is saved, and not done yet. */
        more: z.boolean(),
        /** What was signed no longer counts, because of this. */
        unsigned: z.boolean(),
        /** The step to go on with; null when all are done. */
        next: z.string().nullable(),
      }),
      async run(tx, { id, page: key, input, files, version }, context) {
        const open = await openDraft(parts, tx, context, id, { lock: true });
        const { row, service, sheet } = open;
        if (row.version !== version) throw serviceProblems['changed-meanwhile']({ extra: { version: row.version } });
        const page = pagesShown(service, sheet).find((one) => one.key === key);
        if (page === undefined) throw serviceProblems['page-unknown']();
        const held = await heldFetched(parts, tx, row.id);
        const shown = new Set(fieldsShown(sheet, page.fields).map((field) => field.key));
        const asked = askedFields(service.definition).filter((one) => page.fields.includes(one));
        const said = await cases.withParcels(tx, context, sheet.type, input);
        const entered = enterInto(sheet, asked, {
          ...said.input,
          ...fileIds(files),
          ...lockedValues(service.definition, held, asked),
          ...Object.fromEntries(
            licenceFields(service, row, sheet).flatMap((one) => (asked.includes(one) ? [[one, sheet.data[one]]] : [])),
          ),
        });
        const { sheet: after, stale } = withoutStale(service.definition, held, entered.sheet);
        if (stale.length > 0) await dropPrefills(tx, id, stale);
        const standing = entryProblems({ ...entered, sheet: after }, page.fields);
        // Of what appeared only now nothing could be answered yet; what was answered and cannot be read is wrong.
        const fresh = (path: string) => !shown.has(path.split('.')[1]!);
        const wrong = [
          ...standing.filter(({ path, code }) => !(code === 'required' && fresh(path))),
          ...said.problems,
          ...(await numbersNotTheirs(parts, tx, row.partyId, service.definition, after, asked)),
          ...(await placesOutside(parts, tx, context, after.type, after.data, asked)),
        ];
        if (wrong.length > 0) throw requestProblems.invalid({ fields: wrong });
        const more = standing.length > 0;
        await attachFiles(parts, tx, context, after.type, files, { type: 'application', id });
        await parts.documents.release(tx, { type: 'application', id }, filesIn(after.type, after.data));
        const done = [...new Set([...row.done.filter((one) => one !== key), ...(more ? [] : [key])])];
        await updateDraft(tx, id, {
          sealed: await sealSheet(parts, tx, row.partyId, after.data),
          done,
          serviceVersion: service.version,
          at: context.now.toString(),
        });
        const unsigned = await voidWhereChanged(tx, context, service, after, id);
        const pages = pagesShown(service, after);
        const at = pages.findIndex((one) => one.key === key);
        const left = (from: number) => pages.slice(from).find((one) => !done.includes(one.key))?.key;
        return { version: row.version + 1, more, unsigned, next: more ? key : (left(at + 1) ?? left(0) ?? null) };
      },
    }),
    operation({
      name: 'services.discard-draft',
      summary: { ar: 'حذف مسودة طلب', en: 'Discard a draft' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'DELETE', path: '/my/drafts/{id}' },
      rate: 'write',
      input: z.strictObject({ id: RecordId }),
      output: z.object({}),
      async run(tx, { id }, context) {
        await openDraft(parts, tx, context, id, { lock: true });
        await deleteDraft(tx, id);
        await dropSignatures(tx, [id]);
        await dropPrefillsOf(tx, [id]);
        await parts.documents.release(tx, { type: 'application', id });
        return {};
      },
    }),
    operation({
      name: 'services.submit-draft',
      summary: { ar: 'إرسال طلب خدمة', en: 'Send an application' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/my/drafts/{id}/submission' },
      rate: 'write',
      input: z.strictObject({
        id: RecordId,
        declared: z.boolean().default(false),
        /** The version of the service whose summary was checked. */
        serviceVersion: z.coerce.number().pipe(z.int32().positive()),
      }),
      output: Receipt,
      async run(tx, { id, declared, serviceVersion }, context) {
        const open = await openDraft(parts, tx, context, id, { lock: true });
        const { row, service, sheet } = open;
        if (service.version !== serviceVersion) throw serviceProblems['terms-changed']();
        await demandComplete(parts, tx, context, open);
        if (row.renews !== null) await demandRenewable(parts, tx, context, service, row.renews, row.partyId);
        if (!declared) throw serviceProblems['not-declared']();
        await demandSigned(parts, tx, service, sheet, row);
        const { definition, offer } = service;
        const place = await placeOf(parts, tx, context, sheet.type, sheet.data);
        const team =
          (await identity.findTeamFor(tx, offer.department, place?.municipalityId ?? null))?.code ?? offer.team;
        const asked = askedFields(definition).flatMap((key) =>
          sheet.data[key] === undefined || sheet.data[key] === null ? [] : [[key, sheet.data[key]] as const],
        );
        const fee = feeFor(service, sheet);
        const state = await cases.open(tx, context, {
          type: definition.caseType.id,
          typeVersion: service.version,
          data: Object.fromEntries(asked),
          facts: {
            service: snapshotOf(service),
            terms: { ...offer.terms, team, consulted: await bodiesOf(parts, tx, service) },
            fee: fee ?? { currency: '', lines: [], total: 0 },
          },
          participants: [{ role: 'applicant', partyId: row.partyId }],
          ...(place === undefined ? {} : { place }),
          numberPrefix: definition.number.prefix,
          numberGroup: definition.number.group,
        });
        if (row.renews !== null) await beginRenewal(tx, context, state, row.renews);
        await sendPrefills(tx, id, state.id, context.now.toString());
        if (definition.signing !== undefined) await sendSignatures(tx, id, state.id);
        await closeDraft(tx, id, { caseId: state.id, number: state.number, at: context.now.toString() });
        return {
          id: state.id,
          number: state.number,
          state: state.state,
          stateTitle: stateTitle(sheet.type, state.state, 'applicant'),
          dueAt: state.clocks.norm?.dueAt ?? null,
        };
      },
    }),
    operation({
      name: 'services.drop-drafts',
      summary: { ar: 'حذف المسودات المتروكة', en: 'Remove drafts nobody came back to' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/services-drafts-left' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ dropped: z.int() }),
      async run(tx, _, { now }) {
        const dropped = await deleteLeftDrafts(tx, now.subtract({ hours: 24 * DRAFT_DAYS }).toString());
        if (dropped.length > 0) await dropPrefillsOf(tx, dropped);
        if (dropped.length > 0) await dropSignatures(tx, dropped);
        for (const id of dropped) await parts.documents.release(tx, { type: 'application', id });
        return { dropped: dropped.length };
      },
    }),
  ];
}
