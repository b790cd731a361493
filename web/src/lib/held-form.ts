import { KEY_FIELD } from './form-key.ts';
import { SECRET } from './forms.ts';

/** A form that came without a session that counts, so that nobody has to type it again. */
export interface HeldForm {
  /** Where it is sent again. */
  readonly action: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** It had files, which a browser does not give back. */
  readonly files: boolean;
}

/** Beyond this nothing is held: more than a form with photos. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What was typed into a form that somebody sends who has not signed in; null where nothing was. */
export async function heldIn(request: Request, url: URL): Promise<HeldForm | null> {
  const type = request.headers.get('content-type') ?? '';
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  const isForm = type.startsWith('multipart/form-data') || type.startsWith('application/x-www-form-urlencoded');
  if (request.method !== 'POST' || !isForm || !(length <= MOST_BYTES)) return null;
  // What cannot be read is refused by whoever is to answer it.
  const data = await request
    .clone()
    .formData()
    .catch(() => null);
  if (data === null) return null;
  const fields: (readonly [string, string])[] = [];
  let files = false;
  for (const [name, value] of data) {
    if (typeof value !== 'string') files ||= value.size > 0;
    else if (name === KEY_FIELD || !SECRET.test(name)) fields.push([name, value]);
  }
  return { action: url.pathname + url.search, fields, files };
}
