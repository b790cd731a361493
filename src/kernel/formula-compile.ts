import { childrenOf, type TreeNode } from './expression-tree.ts';
import { type Formula, type FormulaFunction, FUNCTIONS, TESTED } from './formula.ts';

const NOT_COVERED = Symbol('not covered');
const leave = (): never => {
  throw NOT_COVERED;
};

const ARITHMETIC = new Set(['+', '-', '*', '/']);
const CONDITIONS = new Set(['Comparison', 'Conjunction', 'Disjunction']);
const tested: Formula = ['name', TESTED];

class Writer {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  #textOf(node: TreeNode): string {
    return this.#text.slice(node.from, node.to).replace(/\s+/g, ' ').trim();
  }

  write(node: TreeNode): Formula {
    const parts = [...childrenOf(node)];
    switch (node.name) {
      case 'Expression':
        return parts.length === 1 ? this.write(parts[0]!) : leave();
      case 'ParenthesizedExpression':
        return this.write(parts[1]!);
      case 'NumericLiteral':
        return ['value', Number(this.#textOf(node).replaceAll(' ', ''))];
      case 'StringLiteral': {
        const text = this.#text.slice(node.from + 1, node.to - 1);
        return text.includes('\\') ? leave() : ['value', text];
      }
      case 'BooleanLiteral':
        return ['value', this.#textOf(node) === 'true'];
      case 'null':
        return ['value', null];
      case '?':
        return tested;
      case 'VariableName':
        return ['name', this.#textOf(node)];
      case 'PathExpression':
        return ['path', this.write(parts[0]!), this.#textOf(parts[2]!)];
      case 'List':
        return ['list', ...parts.slice(1, -1).map((part) => this.write(part))];
      case 'IfExpression':
        return ['if', ...[1, 3, 5].map((at) => this.write(parts[at]!))];
      case 'Conjunction':
        return ['and', this.write(parts[0]!), this.write(parts[2]!)];
      case 'Disjunction':
        return ['or', this.write(parts[0]!), this.write(parts[2]!)];
      case 'FilterExpression':
        return CONDITIONS.has(parts[2]!.name) ? ['filter', this.write(parts[0]!), this.write(parts[2]!)] : leave();
      case 'ArithmeticExpression':
        return this.#arithmetic(parts);
      case 'Comparison':
        return this.#comparison(parts);
      case 'FunctionInvocation':
      case 'DateTimeLiteral':
        return this.#call(parts);
      default:
        return leave();
    }
  }

  #arithmetic(parts: readonly TreeNode[]): Formula {
    const operation = this.#textOf(parts.find(({ name }) => name === 'ArithOp')!);
    if (parts.length === 2) return operation === '-' ? ['negate', this.write(parts[1]!)] : leave();
    if (!ARITHMETIC.has(operation)) return leave();
    return [operation as '+', this.write(parts[0]!), this.write(parts[2]!)];
  }

  #comparison(parts: readonly TreeNode[]): Formula {
    const [left, operation, right] = parts;
    if (operation!.name === 'between') return ['between', ...[0, 2, 4].map((at) => this.write(parts[at]!))];
    if (operation!.name !== 'CompareOp') return leave();
    return [this.#textOf(operation!) as '=', this.write(left!), this.write(right!)];
  }

  #call(parts: readonly TreeNode[]): Formula {
    const name = this.#textOf(parts[0]!);
    const list = parts.find((part) => part.name === 'PositionalParameters');
    if (name !== 'today' && !Object.hasOwn(FUNCTIONS, name)) return leave();
    const given = list === undefined ? [] : [...childrenOf(list)].map((part) => this.write(part));
    const takes = name === 'today' ? 0 : FUNCTIONS[name as keyof typeof FUNCTIONS].length;
    return given.length === takes ? ['call', name as FormulaFunction, ...given] : leave();
  }

  writeTests(top: TreeNode): Formula {
    const parts = [...childrenOf(top)];
    if (parts[0]!.name === 'Wildcard') return ['value', true];
    const tests = parts.find(({ name }) => name === 'PositiveUnaryTests') ?? leave();
    const any: Formula = ['or', ...[...childrenOf(tests)].map((test) => this.#test(test.firstChild!))];
    return parts[0]!.name === 'not' ? ['=', any, ['value', false]] : any;
  }

  #test(inner: TreeNode): Formula {
    const parts = [...childrenOf(inner)];
    if (inner.name !== 'SimplePositiveUnaryTest') {
      const written = this.write(inner);
      // Only what names the value itself is a condition; anything else is a value to compare it with.
      return JSON.stringify(written).includes(TESTED) ? ['=', written, ['value', true]] : ['passes', written];
    }
    if (parts[0]!.name === 'CompareOp') return [this.#textOf(parts[0]!) as '=', tested, this.write(parts[1]!)];
    const [open, from, , to, close] = [...childrenOf(parts[0]!)];
    const closed = parts[0]!.name === 'Interval' && open?.name === '[' && close?.name === ']';
    return closed ? ['between', tested, this.write(from!), this.write(to!)] : leave();
  }
}

/** A read expression, or unary tests, as a formula; undefined where it says what formulas do not cover. */
export function formulaOfTree(text: string, top: TreeNode, kind: 'expression' | 'unaryTests'): Formula | undefined {
  const writer = new Writer(text);
  try {
    return kind === 'expression' ? writer.write(top) : writer.writeTests(top);
  } catch (error) {
    if (error === NOT_COVERED) return undefined;
    throw error;
  }
}
