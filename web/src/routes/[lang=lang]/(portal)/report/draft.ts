/** The questions in order; `similar` is asked only where there is something to ask about. */
export const STEPS = ['what', 'where', 'similar', 'details', 'contact', 'check'] as const;
export type Step = (typeof STEPS)[number];

/** A photo uploaded but not yet attached: its secret shows that it is this reporter's. */
export interface DraftPhoto {
  readonly id: string;
  readonly secret: string;
  /** What a signed address of its thumbnail needs, for an hour. */
  readonly until: string;
  readonly proof: string;
}

/**
 * What was answered so far. It lives in hidden fields of the form and nowhere else until the report is sent:
 * see docs/decisions/report-draft.md.
 */
export interface Draft {
  readonly category: string;
  readonly longitude: string;
  readonly latitude: string;
  /** District chosen by name; with `centre` the point is only where the district's name is written. */
  readonly district: string;
  readonly centre: string;
  readonly address: string;
  readonly landmark: string;
  readonly description: string;
  readonly name: string;
  readonly mobile: string;
  readonly email: string;
  /** Category and place for which similar reports were shown already. */
  readonly seen: string;
  /** `check` while one answer is being changed. */
  readonly after: string;
  readonly photos: readonly DraftPhoto[];
}

const TEXTS = [
  'category',
  'longitude',
  'latitude',
  'district',
  'centre',
  'address',
  'landmark',
  'description',
  'name',
  'mobile',
  'email',
  'seen',
  'after',
] as const;

/** Fields a step asks for itself; its form does not carry them hidden as well. */
const ASKED: Readonly<Record<Step, readonly string[]>> = {
  what: ['category'],
  where: ['longitude', 'latitude', 'district', 'address', 'landmark'],
  similar: ['seen'],
  details: ['description'],
  contact: ['name', 'mobile', 'email'],
  check: [],
};

const LONGEST = 2_100;
export const MOST_PHOTOS = 5;
const PHOTO = /^([0-9a-f-]{36})~([\w-]{0,200})~(\d{1,12})~([\w-]{1,64})$/;

const writePhoto = ({ id, secret, until, proof }: DraftPhoto): string => [id, secret, until, proof].join('~');

function readPhoto(text: string): DraftPhoto[] {
  const [, id, secret, until, proof] = PHOTO.exec(text) ?? [];
  return id === undefined ? [] : [{ id, secret: secret!, until: until!, proof: proof! }];
}

export const emptyDraft = (): Draft => ({
  ...(Object.fromEntries(TEXTS.map((name) => [name, ''])) as Record<(typeof TEXTS)[number], string>),
  photos: [],
});

/** The draft as a form sent it; of a field sent twice the last, since what is asked stands after what is carried. */
export function readDraft(data: FormData): Draft {
  const last = (name: string) => {
    const value = data.getAll(name).at(-1);
    return typeof value === 'string' ? value.trim().slice(0, LONGEST) : '';
  };
  const texts = Object.fromEntries(TEXTS.map((name) => [name, last(name)])) as Record<(typeof TEXTS)[number], string>;
  const photos = data.getAll('photo').flatMap((value) => (typeof value === 'string' ? readPhoto(value) : []));
  return { ...texts, photos: photos.slice(0, MOST_PHOTOS) };
}

/** Names and values of the hidden fields by which `step`'s form carries the draft on. */
export function hiddenFields(draft: Draft, step: Step): [name: string, value: string][] {
  const texts = TEXTS.filter((name) => draft[name] !== '' && !ASKED[step].includes(name));
  return [
    ...texts.map((name): [string, string] => [name, draft[name]]),
    ...draft.photos.map((photo): [string, string] => ['photo', writePhoto(photo)]),
  ];
}

export const isEmpty = (draft: Draft): boolean => hiddenFields(draft, 'what').length === 0;

export const pointOf = ({ longitude, latitude }: Draft): { longitude: number; latitude: number } | null => {
  if (longitude === '' || latitude === '') return null;
  const point = { longitude: Number(longitude), latitude: Number(latitude) };
  const valid = Math.abs(point.longitude) <= 180 && Math.abs(point.latitude) <= 90;
  return valid ? point : null;
};

/** Signed address of an uploaded photo; dead after an hour, when a picture's words stand in its place. */
export const photoHref = ({ id, until, proof }: DraftPhoto, size: 'thumbnail' | 'display'): string =>
  `/files/${id}/${size}?until=${until}&proof=${proof}`;
