import { LONGEST_DRAWING } from '#kernel/shape-text.ts';
import type { Field } from '#modules/cases/api.ts';
import type { FileView } from '#modules/services/api.ts';
import type { FormPhoto } from '$ui/case-form/case-form.ts';
import { type KeptPhoto, photosOf } from '../office/acting.ts';
import { inputName, joinValues } from '../office/form-names.ts';
import { readRows, readValueOf } from '../office/form-values.ts';

/** What a form said, as the operations take it, and as the form shows it again. */
export interface Answers {
  readonly input: Record<string, unknown>;
  readonly files: Record<string, { id: string; secret?: string }[]>;
  readonly uploaded: Record<string, readonly KeptPhoto[]>;
  readonly values: Record<string, string>;
}

/** A drawing as it was written, or as a file holds it that came with the form; the engine reads either. */
async function readDrawing(name: string, data: FormData): Promise<string> {
  const file = data.get(`file.${name}`);
  const given = file instanceof File && file.size > 0 ? file : null;
  return (given === null ? String(data.get(name) ?? '') : await given.slice(0, LONGEST_DRAWING + 1).text()).trim();
}

/** Reads the fields of a form that was sent, uploading its photos. Throws the Problems of the upload. */
export async function readAnswers(
  locals: App.Locals,
  fields: readonly Field[],
  data: FormData,
  idempotencyKey: string | undefined,
): Promise<Answers> {
  const answers: Answers = { input: {}, files: {}, uploaded: {}, values: {} };
  for (const [name, value] of data) {
    if (typeof value === 'string' && name.startsWith('input.')) answers.values[name] = value.trim();
  }
  for (const field of fields) {
    const { key, type, currency, calculate, accept } = field;
    const name = inputName(key);
    if (calculate !== undefined) continue;
    if (type === 'files') {
      const kept = await photosOf(locals, { key, type, currency, accept }, data, idempotencyKey);
      answers.uploaded[key] = kept;
      answers.files[key] = kept.map(({ id, secret }) => ({ id, ...(secret ? { secret } : {}) }));
    } else if (type === 'table') answers.input[key] = readRows(field, data);
    else if (type === 'line' || type === 'polygon')
      answers.input[key] = answers.values[name] = await readDrawing(name, data);
    else if (type === 'declaration') answers.input[key] = data.get(name) === 'yes';
    else answers.input[key] = readValueOf({ key, type, currency }, data);
    if (type === 'multiChoice') answers.values[name] = joinValues(data.getAll(name).map(String));
  }
  return answers;
}

/** Photos an application has, as a form keeps them. */
export const keptPhotos = (files: Readonly<Record<string, readonly FileView[]>>): Record<string, FormPhoto[]> =>
  Object.fromEntries(
    Object.entries(files).map(([key, list]) => [
      key,
      list.map(({ id, thumbnail }) => ({ id, secret: null, thumbnail })),
    ]),
  );
