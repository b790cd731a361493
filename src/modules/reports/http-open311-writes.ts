import { createHash } from 'node:crypto';
import { Problem } from '#kernel/problem.ts';
import { say } from '#kernel/text.ts';
import { answer, Refused } from './http-open311-answer.ts';
import { type Asked, mustBeKeyed } from './http-open311-asked.ts';
import type { Parameters } from './http-open311-input.ts';
import type { ReportReceipt } from './operations-input.ts';

/** Numbers that a client gave its report, and never answers to a question of ours. */
const OWN_NUMBERS = ['external_id', 'fixmystreet_id'];

/** What FixMyStreet's servers add to every report, whatever the service asks: the report itself says it already. */
const SAID_ELSEWHERE = ['title', 'description', 'report_url', 'closest_address', 'easting', 'northing', 'email'];

/** Addresses of pictures. FixMyStreet gives several by repeating the name, others by `media_url[]`. */
const mediaOf = (parameters: Parameters) => [...parameters.all('media_url'), ...parameters.all('media_url[]')];

/** A key for what a client numbers itself, so that its repeat is answered as before and not done again. */
const keyFor = (what: string, externalId: string): string =>
  `open311-${createHash('sha256').update(`${what}\n${externalId}`).digest('hex')}`;

function repeatable({ request, test }: Asked, what: string, externalId: string | undefined) {
  const given = request.headers.get('idempotency-key');
  if (test) return {};
  if (given !== null) return { idempotencyKey: given };
  return externalId === undefined ? {} : { idempotencyKey: keyFor(what, externalId) };
}

export async function postRequest(asked: Asked): Promise<Response> {
  const { parameters, format, language, origin, test } = asked;
  const services = await mustBeKeyed(asked);
  const externalId =
    parameters.one('external_id') ??
    OWN_NUMBERS.map((code) => parameters.one(`attribute[${code}]`)).find((value) => value !== undefined) ??
    parameters.one('service_request_id_ext');
  const [latitude, longitude] = [parameters.degrees('lat'), parameters.degrees('long')];
  const category = parameters.one('service_code');
  const address = parameters.one('address_string');
  const placed = latitude !== undefined && longitude !== undefined;
  const problems = [
    ...(category === undefined ? ['service_code: was not provided'] : []),
    ...((latitude === undefined) !== (longitude === undefined) ? ['lat, long: both belong together'] : []),
    ...(!placed && address === undefined ? ['lat, long or address_string: a place was not provided'] : []),
  ];
  if (problems.length > 0) throw new Refused(400, ...problems);
  const name = [parameters.one('first_name'), parameters.one('last_name')].filter(Boolean).join(' ');
  const input = {
    category,
    location: placed ? { latitude, longitude } : null,
    address,
    description: parameters.one('description')?.replaceAll('\r\n', '\n'),
    contact: {
      name,
      mobile: parameters.one('phone'),
      email: parameters.one('email'),
      language: language.split('-')[0],
    },
    source: {
      ...(externalId === undefined ? {} : { externalId }),
      mediaUrls: mediaOf(parameters),
      attributes: parameters.answers([...OWN_NUMBERS, ...SAID_ELSEWHERE]),
    },
  };
  const operation = test ? 'reports.check-submission' : 'reports.submit';
  const receipt = await services
    .call<Pick<ReportReceipt, 'number' | 'emergencyNotice' | 'trackingCode'>>(
      operation,
      input,
      repeatable(asked, 'request', externalId),
    )
    .catch((error: unknown) => {
      // A repeat so late that its answer is kept no more: the report it made is still known.
      if (!(error instanceof Problem) || error.code !== 'reports.received-before') throw error;
      return { number: String(error.extra.number), emergencyNotice: null, trackingCode: null };
    });
  const extended = parameters.one('extensions') === 'true' && receipt.trackingCode !== null;
  return answer(format, 'service_requests', [
    {
      service_request_id: receipt.number,
      service_notice: say(receipt.emergencyNotice ?? {}, language) || null,
      account_id: null,
      ...(extended
        ? {
            tracking_code: receipt.trackingCode,
            tracking_url: `${origin}/track/${receipt.number}?code=${receipt.trackingCode}`,
          }
        : {}),
    },
  ]);
}

export async function postUpdate(asked: Asked): Promise<Response> {
  const { parameters } = asked;
  const services = await mustBeKeyed(asked);
  const number = parameters.one('service_request_id');
  const externalId = parameters.one('update_id') ?? parameters.one('update_id_ext');
  const problems = [
    ...(number === undefined ? ['service_request_id: was not provided'] : []),
    ...(externalId === undefined ? ['update_id: was not provided'] : []),
  ];
  if (number === undefined || externalId === undefined) throw new Refused(400, ...problems);
  if (asked.test)
    throw new Refused(400, 'updates: nothing is kept at the test endpoint, so there is nothing to update');
  const at = parameters.moment('updated_datetime');
  const input = {
    number,
    externalId,
    ...(at === undefined ? {} : { at: at.toString() }),
    status: (parameters.one('status') ?? 'open').toLowerCase(),
    description: parameters.one('description')?.replaceAll('\r\n', '\n'),
    mediaUrls: mediaOf(parameters),
  };
  const { id } = await services.call<{ id: string }>(
    'reports.add-service-update',
    input,
    repeatable(asked, 'update', externalId),
  );
  return answer(asked.format, 'service_request_updates', [{ update_id: id }]);
}
