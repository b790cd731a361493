import { z } from 'zod';
import type { Id } from '#kernel/id.ts';
import { enterInto, entryProblems } from '#modules/cases/api.ts';
import type { Answer } from '#modules/exchange/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { signedIn, system } from '#platform/policy.ts';
import { requestProblems } from '#platform/validation.ts';
import type { Prefill } from './model-prefill.ts';
import { numbersNotTheirs } from './operations-applicant-numbers.ts';
import { pinnedService } from './operations-application-shared.ts';
import { type OpenDraft, openDraft, sealSheet } from './operations-draft-shared.ts';
import {
  type Asking,
  enterFetched,
  getPrefill,
  inputOf,
  openFetched,
  sealFetched,
} from './operations-prefill-shared.ts';
import { applicantOf, RecordId, type ServiceParts } from './operations-shared.ts';
import { serviceProblems } from './problems.ts';
import { askedFields } from './rules.ts';
import { differencesOf, valuesFrom, waitAfterTries } from './rules-prefill.ts';
import { updateDraft } from './store.ts';
import { dropPrefills, dueVerifications, noteVerification, prefillsOfDraft, putPrefill } from './store-prefill.ts';

export interface PrefillParts extends ServiceParts {
  readonly asking: Asking;
  readonly transaction: <T>(tenantId: number, work: (tx: Tx) => Promise<T>) => Promise<T>;
}

const FetchInput = z.strictObject({
  id: RecordId,
  prefill: z.string().max(64),
  /** What was typed on the page so far; what it needs is taken from here. */
  input: z.record(z.string().max(64), z.json()).default({}),
  agreed: z.boolean().default(false),
  version: z.coerce.number().pipe(z.int32().positive()),
});
type FetchInput = z.infer<typeof FetchInput>;

interface Asked {
  readonly request: FetchInput;
  readonly answer: Answer<unknown>;
  readonly input: Readonly<Record<string, unknown>>;
}

const consentPurpose = ({ connector, call }: Pick<Prefill, 'connector' | 'call'>): string => `${connector}.${call}`;
const toText = (words: Readonly<Record<string, string>>) => ({
  ar: words.ar ?? Object.values(words)[0]!,
  en: words.en ?? Object.values(words)[0]!,
});

/** Fetching answers from their source, with the applicant's consent. */
export function prefillOperations(parts: PrefillParts): Operation[] {
  /** The draft with what was typed beside the fetching, as far as it can be read. */
  function typed(open: OpenDraft, prefill: Prefill, request: FetchInput) {
    const page = open.service.definition.pages.find(({ key }) => key === prefill.page)!;
    const asked = askedFields(open.service.definition).filter((key) => page.fields.includes(key));
    const given = Object.fromEntries(Object.entries(request.input).filter(([key]) => asked.includes(key)));
    return enterInto(
      open.sheet,
      asked.filter((key) => key in given),
      given,
    );
  }

  /** @throws Problem request.invalid naming what must be answered before */
  function demandNeeds(entered: ReturnType<typeof typed>, { needs }: Prefill): void {
    const wrong = entryProblems(entered, needs).filter(({ path }) => needs.includes(path.split('.')[1]!));
    const empty = needs.filter(
      (key) => entered.sheet.data[key] == null && !wrong.some(({ path }) => path === `input.${key}`),
    );
    const text = { ar: 'اكتب هذا أولا لنجلب بياناته.', en: 'Enter this first; what it stands for is then fetched.' };
    const missing = empty.map((key) => ({ path: `input.${key}`, code: 'required', text }));
    if (wrong.length + missing.length > 0) throw requestProblems.invalid({ fields: [...wrong, ...missing] });
  }

  async function ask(request: FetchInput, context: OperationContext): Promise<Asked> {
    const { actor, tenant, now } = context;
    const { prefill, input } = await parts.transaction(tenant.id, async (tx) => {
      const open = await openDraft(parts, tx, context, request.id);
      if (open.row.version !== request.version) {
        throw serviceProblems['changed-meanwhile']({ extra: { version: open.row.version } });
      }
      const found = getPrefill(open.service.definition, request.prefill);
      const entered = typed(open, found, request);
      demandNeeds(entered, found);
      // Nobody is told what an agency knows of an establishment that they do not act for.
      const others = await numbersNotTheirs(
        parts,
        tx,
        open.row.partyId,
        open.service.definition,
        entered.sheet,
        found.needs,
      );
      if (others.length > 0) throw requestProblems.invalid({ fields: others });
      if (!request.agreed) throw serviceProblems['consent-needed']();
      // Before the agency is asked: nothing leaves without it.
      await parts.identity.noteConsents(tx, [
        {
          subjectId: request.id,
          purpose: consentPurpose(found),
          number: null,
          channel: actor.channel,
          at: now.toString(),
        },
      ]);
      return { prefill: found, input: inputOf(found, entered.sheet) };
    });
    const answer = await parts.asking.askNamed(tenant, prefill.connector, prefill.call, input, {
      by: { kind: 'party', partyId: actor.partyId },
      forParty: applicantOf(actor),
      purpose: toText(prefill.purpose),
      consentId: request.id,
      subject: { type: 'draft', id: request.id },
    });
    if (answer === undefined) throw serviceProblems['prefill-unknown']();
    return { request, answer, input };
  }

  async function keep(tx: Tx, { request, answer, input }: Asked, context: OperationContext) {
    const open = await openDraft(parts, tx, context, request.id, { lock: true });
    const { row, service } = open;
    if (row.version !== request.version)
      throw serviceProblems['changed-meanwhile']({ extra: { version: row.version } });
    const prefill = getPrefill(service.definition, request.prefill);
    const entered = typed(open, prefill, request);
    const values = answer.kind === 'answered' ? valuesFrom(prefill, answer.value) : {};
    const { sheet, kept } = enterFetched(entered.sheet, values);
    const state = answer.kind === 'answered' ? 'answered' : answer.kind === 'refused' ? 'unknown' : 'unavailable';
    const reason = answer.kind === 'refused' ? answer.code : answer.kind === 'unavailable' ? answer.reason : null;
    await putPrefill(tx, {
      ...{ draftId: row.id, key: prefill.key, partyId: row.partyId, state, reason },
      ...{ connector: prefill.connector, call: prefill.call, callId: answer.callId, at: answer.at },
      agreedBy: context.actor.partyId!,
      sealed: await sealFetched(parts, tx, row.partyId, { input, values: kept }),
    });
    await updateDraft(tx, row.id, {
      sealed: await sealSheet(parts, tx, row.partyId, sheet.data),
      done: row.done.filter((one) => one !== prefill.page),
      serviceVersion: service.version,
      at: context.now.toString(),
    });
    return { state, filled: Object.keys(kept), version: row.version + 1 };
  }

  return [
    operation<FetchInput, unknown, Asked>({
      name: 'services.fetch-answers',
      summary: { ar: 'جلب بيانات الطلب من مصدرها بموافقة صاحبه', en: 'Fetch answers from their source, with consent' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/my/drafts/{id}/prefills/{prefill}' },
      rate: 'write',
      bodyLimit: 256 * 1024,
      input: FetchInput,
      output: z.object({
        state: z.enum(['answered', 'unavailable', 'unknown']),
        filled: z.array(z.string()),
        version: z.int(),
      }),
      prepare: ask,
      run: keep,
    }),
    operation({
      name: 'services.forget-answers',
      summary: { ar: 'سحب الموافقة وحذف ما جلب بها', en: 'Withdraw consent and remove what was fetched by it' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'DELETE', path: '/my/drafts/{id}/prefills/{prefill}' },
      rate: 'write',
      input: z.strictObject({ id: RecordId, prefill: z.string().max(64) }),
      output: z.object({ version: z.int() }),
      async run(tx, { id, prefill: key }, context) {
        const { row, service, sheet } = await openDraft(parts, tx, context, id, { lock: true });
        const prefill = getPrefill(service.definition, key);
        const fetched = (await prefillsOfDraft(tx, id)).find((one) => one.key === key);
        const values = fetched === undefined ? {} : ((await openFetched(parts, tx, fetched))?.values ?? {});
        const cleared = Object.fromEntries(Object.keys(values).map((field) => [field, null]));
        await dropPrefills(tx, id, [key]);
        await parts.identity.withdrawConsent(tx, id, consentPurpose(prefill));
        await updateDraft(tx, id, {
          sealed: await sealSheet(parts, tx, row.partyId, { ...sheet.data, ...cleared }),
          done: row.done.filter((one) => one !== prefill.page),
          serviceVersion: service.version,
          at: context.now.toString(),
        });
        return { version: row.version + 1 };
      },
    }),
    ...verifyOperations(parts),
  ];
}

interface Verified {
  readonly request: { readonly draftId: Id; readonly key: string };
  readonly answer: Answer<unknown> | undefined;
}

/** Asking again what could not be asked while the applicant was writing. */
function verifyOperations(parts: PrefillParts): Operation[] {
  async function loaded(tx: Tx, context: OperationContext, { draftId, key }: Verified['request']) {
    const row = (await prefillsOfDraft(tx, draftId)).find((one) => one.key === key);
    if (row === undefined || row.verification !== 'waiting' || row.caseId === null) return undefined;
    const found = await parts.cases.findCase(tx, context, { id: row.caseId });
    const fetched = await openFetched(parts, tx, row);
    const service = found && (await pinnedService(parts, tx, context, found));
    const prefill = service?.definition.prefills.find((one) => one.key === key);
    return { row, found, fetched, prefill };
  }

  return [
    operation({
      name: 'services.due-verifications',
      summary: { ar: 'البيانات المنتظر التحقق منها', en: 'Answers that wait to be verified' },
      kind: 'query',
      who: [system()],
      route: { method: 'GET', path: '/services-verifications' },
      rate: 'bulk',
      input: z.strictObject({}),
      output: z.object({ items: z.array(z.object({ draftId: z.string(), key: z.string() })) }),
      run: async (tx, _input, { now }) => ({ items: await dueVerifications(tx, now.toString(), 20) }),
    }),
    operation<Verified['request'], unknown, Verified>({
      name: 'services.verify-answers',
      summary: { ar: 'التحقق من بيانات طلب من مصدرها', en: 'Verify the answers of an application at their source' },
      kind: 'command',
      who: [system()],
      route: { method: 'POST', path: '/services-verifications' },
      rate: 'bulk',
      input: z.strictObject({ draftId: RecordId, key: z.string().max(64) }),
      output: z.object({ verification: z.string().nullable() }),
      async prepare(request, context) {
        const { tenant } = context;
        const known = await parts.transaction(tenant.id, (tx) => loaded(tx, context, request));
        if (known?.found === undefined || known.fetched === undefined || known.prefill === undefined) {
          return { request, answer: undefined };
        }
        const { row, prefill, fetched, found } = known;
        const answer = await parts.asking.askNamed(tenant, prefill.connector, prefill.call, fetched.input, {
          by: { kind: 'system', partyId: null },
          forParty: row.partyId,
          purpose: toText(prefill.purpose),
          consentId: row.draftId,
          subject: { type: 'case', id: found.state.id, number: found.state.number },
        });
        return { request, answer };
      },
      async run(tx, { request, answer }, context) {
        const known = await loaded(tx, context, request);
        if (known === undefined) return { verification: null };
        const { row, found, prefill } = known;
        const end = { nextAt: null, verifiedAt: context.now.toString(), callId: answer?.callId ?? null };
        if (answer === undefined || found === undefined || prefill === undefined) {
          await noteVerification(tx, row, { ...end, verification: 'given-up', verifiedAt: null, differences: null });
          return { verification: 'given-up' };
        }
        if (answer.kind === 'unavailable') {
          const minutes = waitAfterTries(row.verifyTries);
          await noteVerification(tx, row, {
            ...end,
            verification: minutes === null ? 'given-up' : 'waiting',
            nextAt: minutes === null ? null : context.now.add({ minutes }).toString(),
            verifiedAt: null,
            differences: null,
          });
          return { verification: minutes === null ? 'given-up' : 'waiting' };
        }
        const values = answer.kind === 'answered' ? valuesFrom(prefill, answer.value) : {};
        const differences = differencesOf(found.state.data, values);
        const verification =
          answer.kind === 'refused' ? 'unknown' : differences.length > 0 ? 'differs' : ('verified' as const);
        context.about({ type: 'case', id: found.state.id, number: found.state.number });
        await noteVerification(tx, row, {
          ...end,
          verification,
          differences: differences.length === 0 ? null : await sealFetched(parts, tx, row.partyId, differences),
        });
        return { verification };
      },
    }),
  ];
}
