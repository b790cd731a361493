import { type ActionFailure, fail, redirect } from '@sveltejs/kit';
import type { Text } from '#kernel/text.ts';
import { filesOf, readForm } from '../forms.ts';
import { workspace } from '../messages/workspace.ts';
import { type FormProblem, formProblem, isProblem } from '../problem.ts';
import { inputName, joinValues } from './form-names.ts';
import { type Kind, readKinds, readValueOf } from './form-values.ts';
import { fieldOfPart, furtherName, furtherParts } from './further-parts.ts';
import { WITH_CATEGORY } from './report.ts';

/** A photo uploaded with a form, kept for the next try when the form is refused. */
export interface KeptPhoto {
  readonly id: string;
  readonly secret: string | null;
  readonly thumbnail: string;
}

/** What a refused action leaves on the page: why, what was typed, which photos arrived, and what had been seen. */
export interface RefusedAction {
  readonly action: string;
  /** Null where nothing was refused: a ready answer was put into the form. */
  readonly problem: FormProblem | null;
  readonly values: Readonly<Record<string, string>>;
  readonly uploaded: Readonly<Record<string, readonly KeptPhoto[]>>;
  /** The version the person acted on; entries above it are news to them. */
  readonly seen: number;
  /** Somebody else was first. */
  readonly conflict: boolean;
}

/** Ready answers as the operation offers them. */
export interface OfferedPhrases {
  readonly language: string;
  readonly items: readonly { readonly key: string; readonly title: Text; readonly text: Text }[];
}

interface Uploaded {
  id: string;
  claim?: string | null;
  kind?: 'photo' | 'document';
  links: { thumbnail: string };
}

/** Photos of one field: kept from before, and those of this form, uploaded now. Throws the Problems of the upload. */
export async function photosOf(
  locals: App.Locals,
  { key, accept }: Kind & { readonly accept?: readonly string[] | undefined },
  data: FormData,
  idempotencyKey: string | undefined,
) {
  const kept: KeptPhoto[] = [];
  for (const text of data.getAll(`kept.${key}`)) {
    const [id = '', secret = '', thumbnail = ''] = String(text).split(' ');
    if (/^[0-9a-f-]{36}$/.test(id)) kept.push({ id, secret: secret || null, thumbnail });
  }
  for (const [index, file] of filesOf(data, inputName(key)).entries()) {
    const photo = await locals.call<Uploaded>(
      accept?.includes('application/pdf') ? 'documents.upload-evidence' : 'documents.upload-photo',
      { bytes: new Uint8Array(await file.arrayBuffer()), fileName: file.name, declaredType: file.type },
      idempotencyKey === undefined ? {} : { idempotencyKey: `${idempotencyKey}-${key}-${index}`.slice(0, 100) },
    );
    kept.push({
      id: photo.id,
      secret: photo.claim ?? null,
      thumbnail: photo.kind === 'document' ? '' : photo.links.thumbnail,
    });
  }
  return kept;
}

const versionOf = (text: string | undefined): number => (/^\d{1,9}$/.test(text ?? '') ? Number(text) : 0);

/** The position of a crew is proven by numbers: what cannot be read as two of them is said here, in words that help. */
function pointProblem(
  kinds: readonly Kind[],
  input: Readonly<Record<string, unknown>>,
  locals: App.Locals,
): FormProblem | null {
  const wrong = kinds.filter(({ key, type }) => type === 'point' && typeof input[key] === 'string');
  if (wrong.length === 0) return null;
  const text = workspace(locals.language)('point.wrong');
  return { code: 'office.point-wrong', text, fields: wrong.map(({ key }) => ({ path: inputName(key), text })) };
}

/** A report is not given another category without naming one; the engine would speak of an empty code. */
function categoryProblem(action: string, category: string | undefined, locals: App.Locals): FormProblem | null {
  if (!WITH_CATEGORY.includes(action) || category) return null;
  const text = workspace(locals.language)('act.category.missing');
  return { code: 'office.category-missing', text, fields: [{ path: 'category', text }] };
}

/** Each further part needs its category too, and is told so where it stands. */
function furtherProblem(
  action: string,
  { parts, rows }: ReturnType<typeof furtherParts>,
  locals: App.Locals,
): FormProblem | null {
  if (action !== 'startPart') return null;
  const text = workspace(locals.language)('act.category.missing');
  const fields = parts.flatMap(({ category }, at) =>
    category === '' ? [{ path: furtherName(rows[at]!, 'category'), text }] : [],
  );
  return fields.length === 0 ? null : { code: 'office.category-missing', text, fields };
}

/**
 * Takes the action a form asks for on a report and leads back to `page` with what was done; a refusal becomes the
 * action's failure with everything that was typed.
 * @param page where the reader comes from, with its query
 */
export async function actOnReport(
  event: { readonly request: Request; readonly locals: App.Locals },
  id: string,
  page: URL,
): Promise<ActionFailure<RefusedAction>> {
  const { locals } = event;
  const { data, values: sent, key } = readForm(await event.request.formData());
  const values: Record<string, string> = { ...sent };
  const kinds = readKinds(values.kinds ?? '');
  const action = values.action ?? '';
  const seen = versionOf(values.version);
  const further = furtherParts(values);
  const uploaded: Record<string, readonly KeptPhoto[]> = {};
  const refused = (status: number, problem: FormProblem | null, conflict = false) => {
    const typed: Record<string, string> = { ...values };
    for (const kind of kinds) {
      if (kind.type === 'multiChoice')
        typed[inputName(kind.key)] = joinValues(data.getAll(inputName(kind.key)).map(String));
    }
    return fail(status, { action, problem, values: typed, uploaded, seen, conflict });
  };

  try {
    const input: Record<string, unknown> = {};
    const photos: Record<string, { id: string; secret?: string }[]> = {};
    for (const kind of kinds) {
      if (kind.type === 'object') continue;
      if (kind.type === 'files' && kind.key !== 'publicPhotos') {
        const kept = await photosOf(locals, kind, data, key.idempotencyKey);
        uploaded[kind.key] = kept;
        if (kept.length > 0)
          photos[kind.key] = kept.map(({ id: photo, secret }) => ({ id: photo, ...(secret ? { secret } : {}) }));
      } else if (kind.type === 'files') {
        // Photos that are there already: which of them everybody may see.
        const chosen = data.getAll(inputName(kind.key)).map(String);
        input[kind.key] = chosen.length === 0 ? null : chosen;
      } else input[kind.key] = readValueOf(kind, data);
    }
    if (values.insert) {
      values[values.insert] = await withPhrase(locals, id, action, values[values.insert] ?? '', values.phrase ?? '');
      return refused(200, null);
    }
    const wrong =
      pointProblem(kinds, input, locals) ??
      categoryProblem(action, values.category, locals) ??
      furtherProblem(action, further, locals);
    if (wrong !== null) return refused(422, wrong);
    await locals.call(
      'reports.act',
      {
        id,
        action,
        input,
        photos,
        version: seen === 0 ? null : seen,
        ...(values.category ? { category: values.category } : {}),
        ...(action === 'startPart' ? { further: further.parts } : {}),
        ...(values[inputName('outsideOwner')] ? { agency: values[inputName('outsideOwner')] } : {}),
      },
      key,
    );
  } catch (error) {
    if (!isProblem(error)) throw error;
    const problem = placed(formProblem(error, locals.language));
    const fields = problem.fields.map((field) => ({ ...field, path: fieldOfPart(field.path, further.rows) }));
    return refused(error.status, { ...problem, fields }, error.code === 'cases.changed-meanwhile');
  }
  const back = new URL(page);
  for (const name of ['act', 'done', 'undo', 'number', '/act']) back.searchParams.delete(name);
  back.searchParams.set('done', action);
  if (values.undo) back.searchParams.set('undo', values.undo);
  redirect(303, `${back.pathname}${back.search}#done`);
}

/** What was typed with the chosen ready answer after it; as it was where none was chosen. */
async function withPhrase(locals: App.Locals, id: string, action: string, typed: string, chosen: string) {
  const [key, language = ''] = chosen.split('|');
  const { items } = await locals.call<OfferedPhrases>('reports.offer-phrases', { id, action });
  const text = items.find((one) => one.key === key)?.text[language];
  return text === undefined ? typed : [typed, text].filter(Boolean).join('\n\n');
}

/** Refusals about what the page asks beside the engine's own fields are shown where it asks. */
function placed(problem: FormProblem): FormProblem {
  const at: Readonly<Record<string, string>> = {
    'reports.unknown-agency': inputName('outsideOwner'),
    'reports.unknown-category': 'category',
    'reports.unknown-team': inputName('team'),
  };
  const path = at[problem.code];
  return path === undefined ? problem : { ...problem, fields: [...problem.fields, { path, text: problem.text }] };
}
