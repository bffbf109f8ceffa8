import { UsageError } from "../tool-error.js";
import { OptionText } from "./option-text.js";

/** Objects by member name, lists of the values of a repeated option, and texts. */
type OptionTree = { [name: string]: OptionTree } | OptionTree[] | OptionText;
type Branch = Record<string, OptionTree>;

/**
 * Parses `--NAME VALUE`, `--NAME=VALUE` and `--NAME` (true) into nested objects: a name may be a dotted path, a number in it
 * is a position in a list, and a repeated option is a list.
 * @throws UsageError for a word that is not an option, and for an option that is both a value and an object.
 */
export function parseOptions(words: readonly string[]): Record<string, OptionTree> {
  const root: Branch = Object.create(null) as Branch;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const [, name, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) {
      throw new UsageError(`unexpected "${word}": write arguments as --NAME VALUE, or as one JSON object.`);
    }
    const next = words[at + 1];
    const hasNext = inline === undefined && next !== undefined && !next.startsWith("--");
    if (hasNext) at++;
    add(root, name, new OptionText(inline ?? (hasNext ? next : "true"), inline !== undefined || hasNext));
  }
  return root;
}

function add(root: Branch, name: string, value: OptionText): void {
  const steps = name.split(".");
  const last = steps.pop() ?? "";
  let branch = root;
  for (const step of steps) {
    const child = (branch[step] ??= Object.create(null) as Branch);
    if (child instanceof OptionText || Array.isArray(child)) throw conflict(name, step);
    branch = child;
  }
  const present = branch[last];
  if (present === undefined) branch[last] = value;
  else if (present instanceof OptionText) branch[last] = [present, value];
  else if (Array.isArray(present)) present.push(value);
  else throw conflict(name, last);
}

function conflict(name: string, step: string): UsageError {
  return new UsageError(`--${name}: "${step}" is given both as a value and as an object. Use one of them.`);
}
