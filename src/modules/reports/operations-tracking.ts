import { z } from 'zod';
import { actionsOf, type CaseState, type CaseType, clocksOf, stateTitle, timelineOf } from '#modules/cases/api.ts';
import type { Tx } from '#platform/db.ts';
import { type Operation, type OperationContext, operation } from '#platform/operations.ts';
import { anyone, signedIn } from '#platform/policy.ts';
import { tellWhoAsked } from './operations-answered.ts';
import { PhotoReference, PointInput, TrackedReport } from './operations-input.ts';
import { partsFor } from './operations-parts.ts';
import { photoStates } from './operations-photos.ts';
import { keepRating, ratingView } from './operations-satisfaction.ts';
import { REPORT_TYPE, type ReportParts, reportData, resultOf, words } from './operations-shared.ts';
import { openTracked, TrackingKey } from './operations-tracked.ts';
import { consentView } from './operations-withdrawal.ts';
import { reportProblems } from './problems.ts';
import { isFixed, RESULT_TEXTS, reporterOf, TRACKING_ACTIONS } from './rules.ts';

export function trackingOperations(parts: ReportParts): Operation[] {
  const { cases, territory, documents } = parts;

  async function view(tx: Tx, context: OperationContext, type: CaseType, state: CaseState) {
    const data = reportData(state);
    const name = async (id: string | null | undefined) => {
      const found = id ? await territory.areaName(tx, context.tenant, id) : {};
      return Object.keys(found).length === 0 ? null : words(found);
    };
    const catalogue = await parts.catalogues.of(tx, context.tenant);
    const result = resultOf(state);
    const joined = state.duplicateOf === null ? undefined : await cases.numbersOf(tx, [state.duplicateOf]);
    const setting = await cases.settingOf(tx, context, state, ['reporter']);
    const actions = await cases.actions(tx, state.id);
    const owner = reporterOf(state.participants);
    const asking = context.actor.onBehalfOf ?? context.actor.partyId;
    const reporterActions = TRACKING_ACTIONS as readonly string[];
    return {
      id: state.id,
      number: state.number,
      version: state.version,
      category: data.category.name,
      categoryCode: data.category.code,
      department: catalogue.departments.find(({ code }) => code === data.category.department)?.name ?? {},
      state: state.state,
      stateTitle: stateTitle(type, state.state, 'applicant'),
      openedAt: state.openedAt,
      acknowledgeBy: state.clocks.acknowledge?.status === 'running' ? state.clocks.acknowledge.dueAt : null,
      dueAt: state.clocks.norm?.status === 'running' ? state.clocks.norm.dueAt : null,
      district: await name(state.place?.districtId),
      municipality: await name(state.place?.municipalityId),
      description: data.description,
      address: data.address,
      landmark: data.landmark,
      place: state.place && { longitude: state.place.longitude, latitude: state.place.latitude },
      photos: await photoStates(tx, context, documents, data.photos),
      photosAfter: await photoStates(tx, context, documents, data.photosAfter),
      resolution: data.resolution,
      outsideOwner: data.outsideOwner?.name ?? null,
      closedAt: state.closedAt,
      fixed: isFixed(state.state, result),
      result:
        result === null
          ? null
          : { code: result, text: RESULT_TEXTS[result] ?? {}, reason: state.result?.reason ?? null },
      question: state.correction?.message ?? null,
      joinedTo: state.duplicateOf === null ? null : (joined?.get(state.duplicateOf) ?? null),
      parts: await partsFor(parts, tx, context, state),
      clocks: clocksOf(type, state, 'applicant'),
      actions: actionsOf({ type, state }, setting).filter(({ action }) => reporterActions.includes(action)),
      rating: await ratingView(tx, context, state),
      account: owner === null ? ('none' as const) : owner === asking ? ('own' as const) : ('other' as const),
      timeline: timelineOf(type, state, actions, 'applicant', new Map()),
      consent: await consentView(parts, tx, state),
    };
  }

  /** A report everybody may see, and the party that asks. */
  async function openPublic(tx: Tx, context: OperationContext, number: string) {
    const party = context.actor.onBehalfOf ?? context.actor.partyId;
    if (party === null) throw reportProblems['sign-in-to-follow']();
    const [row] = await cases.list(tx, { type: REPORT_TYPE, public: true, number }, 'newest', undefined, 1);
    if (row === undefined) throw reportProblems['not-found']();
    const { state } = await cases.getCase(tx, context, { id: row.id });
    return { state, party };
  }

  return [
    operation({
      name: 'reports.track',
      summary: { ar: 'متابعة بلاغ برقمه ورمزه', en: 'Follow a report by its number and code' },
      kind: 'query',
      who: [anyone()],
      route: { method: 'POST', path: '/reports-track' },
      rate: 'read',
      guess: 'reports.tracking-code-wrong',
      input: z.strictObject(TrackingKey),
      output: TrackedReport,
      async run(tx, input, context) {
        const { type, state } = await openTracked(parts, tx, context, input);
        return view(tx, context, type, state);
      },
    }),
    operation({
      name: 'reports.respond',
      summary: {
        ar: 'رد المبلّغ: تأكيد أو عدم إصلاح أو إفادة أو إلغاء',
        en: 'The reporter confirms, says not fixed, answers or cancels',
      },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/reports/{number}/responses' },
      rate: 'write',
      guess: 'reports.tracking-code-wrong',
      input: z.strictObject({
        ...TrackingKey,
        action: z.enum(TRACKING_ACTIONS),
        input: z.record(z.string(), z.json()).default({}),
        photos: z.array(PhotoReference).max(5).default([]),
        version: z.coerce.number().pipe(z.int32().positive()).nullable().default(null),
      }),
      output: TrackedReport,
      async run(tx, { action, input, version, photos, ...key }, context) {
        const { state } = await openTracked(parts, tx, context, key);
        const moved = PointInput.safeParse(input.location);
        const area = moved.success ? await territory.locateOrRefuse(tx, context.tenant, moved.data) : undefined;
        const after = await cases.act(tx, context, {
          caseId: state.id,
          action,
          ...(moved.success
            ? {
                place: {
                  ...moved.data,
                  municipalityId: area?.municipality?.id ?? null,
                  districtId: area?.district?.id ?? null,
                },
              }
            : {}),
          // Beside those of before: what was seen first stays on record.
          input:
            photos.length === 0
              ? input
              : { ...input, photos: [...reportData(state).photos, ...photos.map(({ id }) => id)].slice(-15) },
          expectedVersion: version,
          relations: ['reporter'],
        });
        if (photos.length > 0) {
          await documents.attach(
            tx,
            photos.map(({ id }) => id),
            { type: 'case', id: state.id },
            'internal',
            { actor: context.actor, now: context.now, claimSecrets: photos.flatMap(({ secret }) => secret ?? []) },
          );
        }
        if (action === 'confirm' && typeof after.data.satisfaction === 'number') {
          await keepRating(tx, context, after, after.data.satisfaction, undefined);
        }
        if (action === 'correct') await tellWhoAsked(parts, tx, context, after);
        const loaded = await cases.getCase(tx, context, { id: after.id });
        return view(tx, context, loaded.type, loaded.state);
      },
    }),
    operation({
      name: 'reports.follow',
      summary: {
        ar: 'متابعة بلاغ قائم بدل رفع بلاغ جديد',
        en: 'Follow a report that is there instead of making another',
      },
      kind: 'command',
      who: [anyone()],
      route: { method: 'POST', path: '/reports/{number}/followers' },
      rate: 'write',
      input: z.strictObject({ number: z.string().min(1).max(60) }),
      output: z.object({ number: z.string(), following: z.boolean() }),
      async run(tx, { number }, context) {
        const { state, party } = await openPublic(tx, context, number);
        const already = state.participants.some((one) => one.partyId === party);
        if (!already) {
          await cases.act(tx, context, { caseId: state.id, action: 'follow', input: {}, expectedVersion: null });
        }
        return { number, following: true };
      },
    }),
    operation({
      name: 'reports.get-following',
      summary: { ar: 'هل أتابع هذا البلاغ؟', en: 'Whether I follow a report' },
      kind: 'query',
      who: [signedIn()],
      route: { method: 'GET', path: '/reports/{number}/following' },
      rate: 'read',
      input: z.strictObject({ number: z.string().min(1).max(60) }),
      output: z.object({ following: z.boolean() }),
      async run(tx, { number }, context) {
        const { state, party } = await openPublic(tx, context, number);
        const following = state.participants.some(({ role, partyId }) => role === 'follower' && partyId === party);
        return { following };
      },
    }),
    operation({
      name: 'reports.unfollow',
      summary: { ar: 'إيقاف متابعة بلاغ', en: 'Stop following a report' },
      kind: 'command',
      who: [signedIn()],
      route: { method: 'POST', path: '/reports/{number}/unfollow' },
      rate: 'write',
      input: z.strictObject({ number: z.string().min(1).max(60) }),
      output: z.object({ number: z.string(), following: z.boolean() }),
      async run(tx, { number }, context) {
        const { state, party } = await openPublic(tx, context, number);
        const own = state.participants.some(
          ({ role, partyId, from }) => role === 'follower' && partyId === party && from === null,
        );
        if (own) {
          const { partyId, onBehalfOf } = context.actor;
          await cases.record(tx, context, state.id, 'unfollow', [
            {
              type: 'action-recorded',
              action: 'unfollow',
              at: context.now.toString(),
              partyId,
              onBehalfOf,
              audience: ['office'],
            },
            { type: 'participant-removed', role: 'follower', partyId: party },
          ]);
        }
        context.about({ type: 'case', id: state.id, number });
        return { number, following: false };
      },
    }),
  ];
}
