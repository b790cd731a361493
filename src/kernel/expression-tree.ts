import * as feelin from 'feelin';
import type { Bilingual } from './text.ts';

/** Where in a text, in characters from its beginning. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

const PROBLEMS = {
  syntax: { ar: 'تعذّرت قراءة العبارة عند هذا الموضع', en: 'The expression cannot be read at this place' },
  'too-long': { ar: 'العبارة أطول من المسموح به', en: 'The expression is longer than allowed' },
  'too-deep': { ar: 'العبارة متداخلة أكثر من المسموح به', en: 'The expression is nested deeper than allowed' },
  'too-many-loops': { ar: 'في العبارة تكرارات أكثر من المسموح به', en: 'The expression has more loops than allowed' },
  'function-definition': {
    ar: 'لا يُسمح بتعريف الدوال في العبارات',
    en: 'Functions cannot be defined in an expression',
  },
  'unknown-function': { ar: 'لا توجد دالة بهذا الاسم', en: 'There is no function of this name' },
  'name-is-function': {
    ar: 'استُعمل اسم الدالة نفسه اسماً لحقل في العبارة',
    en: 'The name of a function is also used as a field in this expression',
  },
  'unsafe-pattern': {
    ar: 'يُكتب النمط نصاً صريحاً، ولا يُكرَّر فيه ما هو مكرَّر أو متعدد البدائل',
    en: 'A pattern must be written out, and must not repeat what is itself repeated or has alternatives',
  },
  'clock-needed': {
    ar: 'تسأل العبارة عن الوقت الحالي وهو غير متاح هنا',
    en: 'The expression asks for the current time, which is not available here',
  },
  failed: { ar: 'تعذّر حساب العبارة بهذه القيم', en: 'The expression could not be computed with these values' },
  'not-a-value': { ar: 'نتيجة العبارة ليست قيمة', en: 'The result of the expression is not a value' },
} satisfies Record<string, Bilingual>;

/** Why an expression was refused: a value, since expressions are data that somebody is still writing. */
export interface ExpressionProblem {
  readonly ok: false;
  readonly code: keyof typeof PROBLEMS;
  readonly position: TextRange;
  readonly text: Bilingual;
}

export const expressionProblem = (code: keyof typeof PROBLEMS, position: TextRange): ExpressionProblem => ({
  ok: false,
  code,
  position,
  text: PROBLEMS[code],
});

/** What an expression asks of its surroundings. */
export interface ExpressionNames {
  /** Names that must come from the context, in order of first use. */
  readonly names: readonly string[];
  /** Names in the filter of a list: of the context, or of the members of the list. */
  readonly filterNames: readonly string[];
  /** Functions called, ours and FEEL's. */
  readonly functions: readonly string[];
}

type Tree = ReturnType<typeof feelin.parseExpression>;
export type TreeNode = Tree['topNode'];

export const LONGEST_TEXT = 4_000;
const DEEPEST = 200;
const MOST_LOOPS = 2;

/** Functions of ours and those whose FEEL meaning would read the clock of the machine. */
export const OWN_FUNCTIONS: ReadonlySet<string> = new Set(['distance', 'now', 'today']);
const PATTERN_FUNCTIONS: ReadonlySet<string> = new Set(['matches', 'replace', 'split']);

export function* childrenOf(node: TreeNode): Generator<TreeNode> {
  for (let child = node.firstChild; child; child = child.nextSibling) yield child;
}

class Refusal {
  readonly problem: ExpressionProblem;
  constructor(code: keyof typeof PROBLEMS, position: TextRange) {
    this.problem = expressionProblem(code, { from: position.from, to: position.to });
  }
}

/** Reads `text` as one expression or as unary tests, within our limits. Never throws. */
export function readTree(
  text: string,
  kind: 'expression' | 'unaryTests',
): { ok: true; top: TreeNode; uses: ExpressionNames } | ExpressionProblem {
  if (text.length > LONGEST_TEXT) return expressionProblem('too-long', { from: LONGEST_TEXT, to: text.length });
  try {
    const read = kind === 'expression' ? feelin.parseExpression : feelin.parseUnaryTests;
    const tree = read(text, {}, undefined);
    checkLimits(tree, text);
    const uses = new Walk(text, kind === 'unaryTests').run(tree.topNode);
    return { ok: true, top: tree.topNode, uses };
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    return expressionProblem('syntax', { from: 0, to: text.length });
  }
}

function checkLimits(tree: Tree, text: string): void {
  let depth = 0;
  let loops = 0;
  tree.iterate({
    enter(node) {
      if (node.type.isError) {
        throw new Refusal('syntax', { from: node.from, to: Math.max(node.to, Math.min(node.from + 1, text.length)) });
      }
      if (++depth > DEEPEST) throw new Refusal('too-deep', node);
      if (node.name === 'InExpression' && ++loops > MOST_LOOPS) throw new Refusal('too-many-loops', node);
    },
    leave() {
      depth--;
    },
  });
}

interface Scope {
  readonly local: ReadonlySet<string>;
  readonly filter: boolean;
}

class Walk {
  readonly #text: string;
  readonly #unary: boolean;
  readonly #names = new Map<string, TextRange>();
  readonly #filterNames = new Map<string, TextRange>();
  readonly #functions = new Set<string>();

  constructor(text: string, unary: boolean) {
    this.#text = text;
    this.#unary = unary;
  }

  run(top: TreeNode): ExpressionNames {
    this.#visit(top, { local: new Set(), filter: false });
    for (const [name, position] of [...this.#names, ...this.#filterNames]) {
      if (this.#functions.has(name)) throw new Refusal('name-is-function', position);
    }
    return {
      names: [...this.#names.keys()],
      filterNames: [...this.#filterNames.keys()],
      functions: [...this.#functions],
    };
  }

  #textOf(node: TreeNode): string {
    return this.#text.slice(node.from, node.to).replace(/\s+/g, ' ');
  }

  #visitAll(nodes: Iterable<TreeNode>, scope: Scope): void {
    for (const node of nodes) this.#visit(node, scope);
  }

  #visit(node: TreeNode, scope: Scope): void {
    switch (node.name) {
      case 'FunctionDefinition':
        throw new Refusal('function-definition', node);
      case 'BacktickIdentifier':
        throw new Refusal('syntax', node);
      case '?':
        if (!this.#unary) throw new Refusal('syntax', node);
        return;
      case 'QualifiedName': // the type after `instance of`
      case 'PathName':
        return;
      case 'VariableName':
        this.#variable(node, scope);
        return;
      case 'FunctionInvocation':
        this.#invocation(node, scope);
        return;
      case 'ForExpression':
      case 'QuantifiedExpression':
        this.#loop(node, scope);
        return;
      case 'Context':
        this.#context(node, scope);
        return;
      case 'FilterExpression': {
        const [list, ...filter] = childrenOf(node);
        this.#visit(list!, scope);
        this.#visitAll(filter, { local: new Set([...scope.local, 'item']), filter: true });
        return;
      }
      default:
        this.#visitAll(childrenOf(node), scope);
    }
  }

  #variable(node: TreeNode, scope: Scope): void {
    if ([...childrenOf(node)].some((child) => child.name === 'BacktickIdentifier')) throw new Refusal('syntax', node);
    const name = this.#textOf(node);
    const found = scope.filter ? this.#filterNames : this.#names;
    if (!scope.local.has(name) && !found.has(name)) found.set(name, { from: node.from, to: node.to });
  }

  #invocation(node: TreeNode, scope: Scope): void {
    const [target, ...rest] = childrenOf(node);
    const name = this.#textOf(target!);
    if (target!.name !== 'VariableName' && target!.name !== 'SpecialFunctionName') {
      throw new Refusal('unknown-function', target!);
    }
    if (!OWN_FUNCTIONS.has(name) && !isBuiltin(name)) throw new Refusal('unknown-function', target!);
    if (PATTERN_FUNCTIONS.has(name)) this.#checkPattern(node, rest);
    this.#functions.add(name);
    this.#visitAll(rest, scope);
  }

  /** A pattern taken from an input, or one that backtracks without end, could hold up the whole program. */
  #checkPattern(invocation: TreeNode, parts: readonly TreeNode[]): void {
    const parameters = parts.find(({ name }) => name === 'PositionalParameters');
    const pattern = parameters && [...childrenOf(parameters)][1];
    if (pattern?.name !== 'StringLiteral') throw new Refusal('unsafe-pattern', pattern ?? invocation);
    if (!isTamePattern(this.#textOf(pattern).slice(1, -1))) throw new Refusal('unsafe-pattern', pattern);
  }

  #loop(node: TreeNode, scope: Scope): void {
    const local = new Set([...scope.local]);
    for (const part of childrenOf(node)) {
      if (part.name !== 'InExpressions') {
        this.#visit(part, { ...scope, local });
        continue;
      }
      for (const variable of childrenOf(part)) {
        const [name, ...range] = childrenOf(variable);
        this.#visitAll(range, { ...scope, local: new Set(local) });
        local.add(this.#textOf(name!));
      }
      if (node.name === 'ForExpression') local.add('partial');
    }
  }

  #context(node: TreeNode, scope: Scope): void {
    const local = new Set([...scope.local]);
    for (const entry of childrenOf(node)) {
      const [key, ...value] = childrenOf(entry);
      this.#visitAll(value, { ...scope, local: new Set(local) });
      if (key) local.add(this.#textOf(key).replace(/^"(.*)"$/, '$1'));
    }
  }
}

const builtins = new Map<string, boolean>();

/** feelin does not publish the list of its functions; a name that evaluates to one without a warning is one. */
function isBuiltin(name: string): boolean {
  let known = builtins.get(name);
  if (known === undefined) {
    known = name === 'years and months duration' || typeof feelin.evaluate(name).value === 'function';
    if (builtins.size < 1_000) builtins.set(name, known);
  }
  return known;
}

/** Whether no group is repeated without end that itself repeats or has alternatives. */
export function isTamePattern(pattern: string): boolean {
  const groups: boolean[] = [];
  let closed: boolean | undefined;
  for (const [token] of pattern.matchAll(/\\+.|\[(?:\\+.|[^\]])*\]|[*+|()]|\{\d+,\}|./gsu)) {
    if (token === '(') groups.push(false);
    const repeats = token === '*' || token === '+' || token.endsWith(',}');
    if (repeats && closed) return false;
    if ((repeats || token === '|') && groups.length > 0) groups[groups.length - 1] = true;
    closed = undefined;
    if (token === ')') {
      closed = groups.pop() ?? false;
      if (closed && groups.length > 0) groups[groups.length - 1] = true;
    }
  }
  return true;
}
