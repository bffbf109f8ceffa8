import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "./terminal.js";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** `parseArgs`, whose complaints become mistakes in the call. */
export function parseArguments<const T extends Options>(
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: T }>> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The one positional argument that a command takes. */
export function onlyArgument(positionals: readonly string[], missing: string): string {
  const [first, second] = positionals;
  if (first === undefined) throw new UsageError(missing);
  if (second !== undefined) throw new UsageError(`One at a time: ${JSON.stringify(second)} is one too many.`);
  return first;
}
