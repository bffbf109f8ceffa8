import type { ObjectInfo } from "qapi-ts-generator/introspection";
import { singleLine } from "qapi-ts-generator/text";
import { quote } from "shlex";
import { parseOptions } from "../../../../arguments/parse-options.js";
import { readObject } from "../../../../arguments/read-value.js";
import { stringifyExactly } from "../../../../output/json.js";
import { refuseOwnOptions } from "../../../../requests/own-options.js";
import type { MachineSchema } from "../../../../schema/machine-schema.js";
import { UsageError } from "../../../../tool-error.js";
import type { OpenArguments } from "../form/check.js";
import { isObject } from "../form/path.js";
import type { Draft } from "../request-text.js";

/**
 * Returns a command line of `qmp exec` for a POSIX shell. Arguments are options if `qmp exec` reads them as the same values, and
 * otherwise JSON.
 * @param target - a target as `parseTarget` takes it.
 */
export function execCommandLine(
  target: string,
  { command, arguments: args }: Draft,
  schema: MachineSchema,
  open: OpenArguments = new Map(),
): string {
  const info = schema.commands.get(command);
  const words = optionsOf(args, "");
  const isSame =
    info !== undefined && words.every(isPlain) && reads(words, args, schema, schema.argumentsOf(info), open);
  const given = isSame ? words : [singleLine(stringifyExactly(args))];
  return ["qmp", "exec", target, command, ...given].map(quote).join(" ");
}

/** Returns the words of all members of a value. */
function optionsOf(value: unknown, name: string): string[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((item, index) => optionsOf(item, `${name}.${index}`));
  }
  if (isObject(value) && (name === "" || Object.keys(value).length > 0)) {
    return Object.entries(value).flatMap(([key, member]) =>
      optionsOf(member, name === "" ? key : `${name}.${key}`),
    );
  }
  const text = typeof value === "string" ? value : stringifyExactly(value);
  return text.startsWith("--") ? [`--${name}=${text}`] : [`--${name}`, text];
}

/** Text that a terminal may obey, or that an argument of a process cannot hold, is escaped in JSON instead. */
function isPlain(word: string): boolean {
  return singleLine(word) === word;
}

/** Reports whether `qmp exec` reads the words as the arguments. */
function reads(
  words: readonly string[],
  args: unknown,
  schema: MachineSchema,
  type: ObjectInfo,
  open: OpenArguments,
): boolean {
  try {
    refuseOwnOptions(words, type);
    return (
      stringifyExactly(readObject(schema, type, parseOptions(words), "", open)) === stringifyExactly(args)
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return false;
  }
}
