import type { ArrayNode, ObjectNode, StringNode, SyntaxNode } from "../syntax.js";

/** A list of conditions in C, which must all hold, or a text that is more than the name of a macro. */
export function isCCondition(node: SyntaxNode): boolean {
  if (node.kind === "array") return node.elements.some(isCCondition);
  // Without `defined`, the text is more likely a mistake in the current notation.
  return (
    node.kind === "string" && /\bdefined\b/.test(node.value) && parseCCondition(node.value) !== undefined
  );
}

/** Converts a condition in C to the current notation. Returns a node that is not a condition in C as it is. */
export function convertCondition(node: SyntaxNode): SyntaxNode {
  if (node.kind === "array") return allOf(node);
  if (node.kind !== "string") return node;
  const condition = parseCCondition(node.value);
  const isUnchanged = condition?.kind === "macro" && condition.name === node.value;
  return condition === undefined || isUnchanged ? node : nodeOf(condition, node);
}

function allOf(node: ArrayNode): SyntaxNode {
  if (node.elements.length === 0 || node.elements.some(({ kind }) => kind !== "string")) return node;
  return operation("all", node.elements.map(convertCondition), node.offset);
}

/** @param text - the string with the condition: offsets count from its first character, after the quote. */
function nodeOf(condition: CCondition, text: StringNode): SyntaxNode {
  const offset = text.offset + 1 + condition.offset;
  const macro = (value: string): StringNode => ({ kind: "string", offset, value });
  switch (condition.kind) {
    case "macro":
      return macro(condition.name);
    case "not":
      return not(nodeOf(condition.operand, text), offset);
    case "all":
    case "any":
      return operation(
        condition.kind,
        condition.operands.map((operand) => nodeOf(operand, text)),
        offset,
      );
    case "constant":
      return operation(condition.value ? "any" : "all", [macro(other), not(macro(other), offset)], offset);
  }
}

/** The macro that stands for a constant in a condition, which always or never holds. */
const other = "OTHER_BUILD";

function operation(key: "all" | "any", elements: readonly SyntaxNode[], offset: number): ObjectNode {
  return object(key, { kind: "array", offset, elements }, offset);
}

function not(operand: SyntaxNode, offset: number): ObjectNode {
  return object("not", operand, offset);
}

function object(key: string, value: SyntaxNode, offset: number): ObjectNode {
  return {
    kind: "object",
    offset,
    entries: [{ key: { kind: "string", offset, value: key, sourceText: "" }, value }],
  };
}

/** A condition in C, as QEMU 3.0 to 6.1 wrote it into `#if`. Offsets are within the text. */
export type CCondition =
  | { readonly kind: "macro"; readonly name: string; readonly offset: number }
  | { readonly kind: "not"; readonly operand: CCondition; readonly offset: number }
  | { readonly kind: "all" | "any"; readonly operands: readonly CCondition[]; readonly offset: number }
  | { readonly kind: "constant"; readonly value: boolean; readonly offset: number };

/** Prevents a stack overflow. QEMU's conditions have at most 2 levels. */
const maxDepth = 50;

/**
 * Parses a condition in C. An operand that is more than a macro, such as a comparison, stands for a macro that is named
 * after its text. Returns undefined if the text is not a condition.
 */
export function parseCCondition(text: string): CCondition | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const parser = new ConditionParser(tokens);
  try {
    return parser.whole();
  } catch (error) {
    if (error instanceof NotACondition) return undefined;
    throw error;
  }
}

class NotACondition extends Error {}

interface CToken {
  readonly text: string;
  readonly offset: number;
}

const tokenPattern = /\s*(?:([A-Za-z_]\w*|\d\w*|&&|\|\||[=!<>]=|<<|>>|[-!()<>+*/%&|^~?:,])|$)/y;

function tokensOf(text: string): readonly CToken[] | undefined {
  const tokens: CToken[] = [];
  for (let at = 0; at < text.length; at = tokenPattern.lastIndex) {
    tokenPattern.lastIndex = at;
    const [whole, token] = tokenPattern.exec(text) ?? [];
    if (whole === undefined) return undefined;
    if (token === undefined) break;
    tokens.push({ text: token, offset: at + whole.length - token.length });
  }
  return tokens;
}

const isIdentifier = (text: string): boolean => /^[A-Za-z_]/.test(text);

class ConditionParser {
  readonly #tokens: readonly CToken[];
  #at = 0;

  constructor(tokens: readonly CToken[]) {
    this.#tokens = tokens;
  }

  whole(): CCondition {
    const condition = this.#operation("any", 0);
    if (this.#at < this.#tokens.length) throw new NotACondition();
    return condition;
  }

  #operation(kind: "any" | "all", depth: number): CCondition {
    if (depth > maxDepth) throw new NotACondition();
    const operator = kind === "any" ? "||" : "&&";
    const operand = (): CCondition => (kind === "any" ? this.#operation("all", depth) : this.#operand(depth));
    const first = operand();
    const operands = [first];
    while (this.#takes(operator)) operands.push(operand());
    return operands.length === 1 ? first : combine(kind, operands, first.offset);
  }

  #operand(depth: number): CCondition {
    const start = this.#at;
    const simple = this.#simpleOperand(depth);
    if (simple !== undefined && this.#endsOperand()) return simple;
    this.#at = start;
    return this.#otherOperand();
  }

  #simpleOperand(depth: number): CCondition | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new NotACondition();
    const { text, offset } = token;
    this.#at++;
    if (text === "!") {
      if (depth > maxDepth) throw new NotACondition();
      const operand = this.#simpleOperand(depth + 1);
      return operand && { kind: "not", operand, offset };
    }
    if (text === "(") {
      const inner = this.#operation("any", depth + 1);
      return this.#takes(")") ? inner : undefined;
    }
    if (text === "defined") return this.#defined();
    if (/^\d+$/.test(text)) return { kind: "constant", value: Number(text) !== 0, offset };
    return isIdentifier(text) ? { kind: "macro", name: text, offset } : undefined;
  }

  /** `defined(NAME)` or `defined NAME`. */
  #defined(): CCondition {
    const isInParentheses = this.#takes("(");
    const name = this.#tokens[this.#at++];
    if (name === undefined || !isIdentifier(name.text)) throw new NotACondition();
    if (isInParentheses && !this.#takes(")")) throw new NotACondition();
    return { kind: "macro", name: name.text, offset: name.offset };
  }

  /** Takes all tokens up to the end of the operand: a comparison, an arithmetic expression or a call of a macro. */
  #otherOperand(): CCondition {
    const taken: CToken[] = [];
    let open = 0;
    for (let token = this.#tokens[this.#at]; token !== undefined; token = this.#tokens[++this.#at]) {
      if (open === 0 && endsOperand(token.text)) break;
      if (token.text === "(") open++;
      if (token.text === ")") open--;
      taken.push(token);
    }
    const [first] = taken;
    if (open > 0 || first === undefined) throw new NotACondition();
    const name = taken
      .map(({ text }) => wordOf(text))
      .filter((word) => word !== "")
      .join("_");
    if (!isIdentifier(name)) throw new NotACondition();
    return { kind: "macro", name: name.toUpperCase(), offset: first.offset };
  }

  #endsOperand(): boolean {
    const next = this.#tokens[this.#at];
    return next === undefined || endsOperand(next.text);
  }

  #takes(text: string): boolean {
    if (this.#tokens[this.#at]?.text !== text) return false;
    this.#at++;
    return true;
  }
}

function endsOperand(token: string): boolean {
  return token === "&&" || token === "||" || token === ")";
}

/** Combines operands. A constant decides the condition, or has no effect on it. */
function combine(kind: "any" | "all", operands: readonly CCondition[], offset: number): CCondition {
  const deciding = kind === "any";
  if (operands.some((each) => each.kind === "constant" && each.value === deciding)) {
    return { kind: "constant", value: deciding, offset };
  }
  const rest = operands.filter((each) => each.kind !== "constant");
  const [only = { kind: "constant", value: !deciding, offset } as const] = rest;
  return rest.length > 1 ? { kind, operands: rest, offset } : only;
}

/** The part of a macro's name that stands for a token. */
function wordOf(token: string): string {
  if (/^\w/.test(token)) return token;
  const words: Readonly<Record<string, string>> = {
    "==": "EQ",
    "!=": "NE",
    "<": "LT",
    "<=": "LE",
    ">": "GT",
    ">=": "GE",
    "!": "NOT",
    "+": "PLUS",
    "-": "MINUS",
    "&": "AND",
    "|": "OR",
  };
  return words[token] ?? "";
}
