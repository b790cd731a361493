import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { problemCatalogues } from '#kernel/problem.ts';
import { filesBelow, ROOT, read } from './sources.ts';

const ARABIC = /\p{Script=Arabic}/u;
const placesOf = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
const load = (path: string) => import(pathToFileURL(`${ROOT}/${path}`).href) as Promise<Record<string, unknown>>;

/** What is wrong with a pair of texts; undefined when nothing is. */
function wrongWith(ar: string, en: string): string | undefined {
  if (!ARABIC.test(ar)) return `no Arabic in: ${ar}`;
  if (ARABIC.test(en)) return `Arabic in the English: ${en}`;
  if (!/\p{Script=Latin}/u.test(en)) return `no words in: ${en}`;
  return undefined;
}

describe('refusals', async () => {
  const sources = filesBelow('src').filter((path) => path.endsWith('.ts') && !/\.test\.ts$/.test(path));
  for (const path of sources.filter((path) => /\bproblems\('/.test(read(path)))) await load(path);
  const all = [...problemCatalogues].flatMap(([module, catalogue]) =>
    Object.entries(catalogue).map(([code, definition]) => ({ code: `${module}.${code}`, ...definition })),
  );

  test('are found in the platform and in every module that refuses', () => {
    expect([...problemCatalogues.keys()]).toEqual(
      expect.arrayContaining(['request', 'identity', 'territory', 'documents', 'notifications', 'cases', 'reports']),
    );
    expect(all.length).toBeGreaterThan(80);
  });

  test('have codes of their own, in lower case with hyphens', () => {
    const codes = all.map(({ code }) => code);
    expect(codes.filter((code) => !/^[a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)*$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('are answered with a status of refusal, and as our own failure only where it is', () => {
    expect(all.filter(({ status }) => status < 400 || status > 599).map(({ code }) => code)).toEqual([]);
    const ours = all.filter(({ status }) => status >= 500).map(({ code, status }) => `${status} ${code}`);
    expect(ours.filter((text) => !/^(?:500 request\.failed-here|50[234] .+)$/.test(text))).toEqual([]);
  });

  test('speak both languages and name the same places', () => {
    expect(all.flatMap(({ code, ar, en }) => wrongWith(ar, en)?.concat(` (${code})`) ?? [])).toEqual([]);
    // A text of the tenant has a place for each language: {tenantInArabic} and {tenantInEnglish}.
    const places = (text: string) => placesOf(text.replace(/In(?:Arabic|English)\}/g, '}'));
    expect(all.filter(({ ar, en }) => places(ar) !== places(en)).map(({ code }) => code)).toEqual([]);
  });
});

/** Every object literal of a file that has texts under `ar` or `en`. */
function pairsIn(path: string): { line: number; ar: string | undefined; en: string | undefined }[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const found: ReturnType<typeof pairsIn> = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const text = (language: string) => {
        const property = node.properties.find(
          (one): one is ts.PropertyAssignment =>
            ts.isPropertyAssignment(one) && one.name.getText(source).replace(/'/g, '') === language,
        );
        return property && ts.isStringLiteralLike(property.initializer) ? property.initializer.text : undefined;
      };
      const [ar, en] = [text('ar'), text('en')];
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      if (ar !== undefined || en !== undefined) found.push({ line, ar, en });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('texts in the code', () => {
  const sources = [...filesBelow('src'), ...filesBelow('web/src')].filter(
    (path) => path.endsWith('.ts') && !/\.test\.ts$|\.fixture\.ts$|\/fixtures\//.test(path),
  );

  test('are written in both languages', () => {
    const wrong = sources.flatMap((path) =>
      pairsIn(path).flatMap(({ line, ar, en }) => {
        if (ar === undefined || en === undefined) return [`${path}:${line} lacks ${ar === undefined ? 'ar' : 'en'}`];
        // Locales by language, such as `ar-SA`, are no texts.
        const what = /^[a-z]{2}-[A-Z]{2}/.test(en) ? undefined : wrongWith(ar, en);
        return what === undefined ? [] : [`${path}:${line} ${what}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

type Message = string | Readonly<Record<string, string>>;

/** The classes of plural a language tells whole numbers apart by; the others never come up in counting things. */
const PLURALS: Readonly<Record<'ar' | 'en', readonly string[]>> = {
  ar: ['one', 'two', 'few', 'many', 'other'],
  en: ['one', 'other'],
};
const formsOf = (message: Message): string[] => (typeof message === 'string' ? [message] : Object.values(message));
/** Names that are the same in every language, addresses, and what only has places in it. */
const WORDLESS = /^[\s\p{P}\p{S}\p{N}]*(?:\{\w+\}[\s\p{P}\p{S}\p{N}]*)*$/u;

describe('the words of the pages', async () => {
  const folder = 'web/src/lib/messages';
  const names = filesBelow(`${folder}/ar`).map((path) => path.split('/').at(-1)!);
  const of = async (language: string, name: string): Promise<Record<string, Message>> => {
    const [catalogue] = Object.values(await load(`${folder}/${language}/${name}`));
    return catalogue as Record<string, Message>;
  };

  test('are kept in one file an area and language', () => {
    expect(filesBelow(`${folder}/en`).map((path) => path.split('/').at(-1))).toEqual(names);
    expect(names.length).toBeGreaterThan(1);
  });

  describe.each(names)('%s', async (name) => {
    const [ar, en] = [await of('ar', name), await of('en', name)];

    test('has the same keys in both languages', () => {
      expect(Object.keys(en).sort()).toEqual(Object.keys(ar).sort());
    });

    test('is Arabic in Arabic and nothing else in English', () => {
      // A language is named in itself.
      const named = /^(?:العربية|English|EN|ع)$/;
      const mute = (text: string) => WORDLESS.test(text) || named.test(text);
      expect(Object.entries(ar).filter(([, m]) => formsOf(m).some((t) => !ARABIC.test(t) && !mute(t)))).toEqual([]);
      expect(Object.entries(en).filter(([, m]) => formsOf(m).some((t) => ARABIC.test(t) && !mute(t)))).toEqual([]);
      expect(
        [...Object.values(ar), ...Object.values(en)].flatMap(formsOf).filter((text) => text.trim() === ''),
      ).toEqual([]);
    });

    test('has every plural its language needs', () => {
      const lacking = (['ar', 'en'] as const).flatMap((language) =>
        Object.entries(language === 'ar' ? ar : en).flatMap(([key, message]) =>
          typeof message === 'string'
            ? []
            : PLURALS[language].filter((form) => !message[form]).map((form) => `${language} ${key} ${form}`),
        ),
      );
      expect(lacking).toEqual([]);
    });

    test('names the same places in both languages', () => {
      const places = (message: Message | undefined) =>
        placesOf(formsOf(message ?? '').join(' '))
          .replace('{count} ', '')
          .replace('{count}', '');
      expect(Object.keys(ar).filter((key) => places(ar[key]) !== places(en[key]))).toEqual([]);
    });
  });
});
