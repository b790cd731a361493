import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import ts from 'typescript';
import { filesBelow, ROOT, read } from './sources.ts';

/** One import of one file, whichever way it is written. */
export interface Import {
  readonly from: string;
  /** A path from the root for a file of ours, otherwise the specifier: a package or `node:…`. */
  readonly to: string;
  readonly ours: boolean;
  /** Gone when the program runs: it ties no file to another then. */
  readonly typeOnly: boolean;
}

const ALIASES: readonly (readonly [string, string])[] = [
  ['#kernel/', 'src/kernel/'],
  ['#platform/', 'src/platform/'],
  ['#modules/', 'src/modules/'],
  ['$lib/', 'web/src/lib/'],
  ['$ui/', 'web/src/ui/'],
];

/** The scripts of a component, each at its place, and blanks for all else, so that TypeScript can read it. */
const scriptsOf = (text: string): string =>
  [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n');

function resolve(from: string, specifier: string): string | undefined {
  const alias = ALIASES.find(([prefix]) => specifier.startsWith(prefix));
  if (alias) return alias[1] + specifier.slice(alias[0].length);
  if (!specifier.startsWith('.')) return undefined;
  const path = normalize(join(from, '..', specifier)).replaceAll('\\', '/');
  if (path.startsWith('..')) return undefined;
  return existsSync(join(ROOT, path)) ? path : `${path}.ts`;
}

const allTypes = (elements: readonly { isTypeOnly: boolean }[]): boolean =>
  elements.length > 0 && elements.every((element) => element.isTypeOnly);

/** Every import and re-export of a text of TypeScript, also `import('…')` as value and as type. */
export function importsIn(text: string): { specifier: string; typeOnly: boolean }[] {
  const found: { specifier: string; typeOnly: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const clause = node.importClause;
      const named = clause?.namedBindings;
      const typeOnly =
        clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
        (clause !== undefined &&
          clause.name === undefined &&
          named !== undefined &&
          ts.isNamedImports(named) &&
          allTypes(named.elements));
      found.push({ specifier: node.moduleSpecifier.text, typeOnly });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      const clause = node.exportClause;
      const typeOnly =
        node.isTypeOnly || (clause !== undefined && ts.isNamedExports(clause) && allTypes(clause.elements));
      found.push({ specifier: node.moduleSpecifier.text, typeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) found.push({ specifier: argument.text, typeOnly: false });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const { literal } = node.argument;
      if (ts.isStringLiteral(literal)) found.push({ specifier: literal.text, typeOnly: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS));
  return found;
}

/** Every import of every source file below the folders. */
export function importsBelow(...folders: string[]): Import[] {
  return folders
    .flatMap(filesBelow)
    .filter((path) => /\.(?:ts|js|mjs|svelte)$/.test(path))
    .flatMap((from) => {
      const text = read(from);
      return importsIn(from.endsWith('.svelte') ? scriptsOf(text) : text).map(({ specifier, typeOnly }): Import => {
        const path = resolve(from, specifier);
        return { from, to: path ?? specifier, ours: path !== undefined, typeOnly };
      });
    });
}
