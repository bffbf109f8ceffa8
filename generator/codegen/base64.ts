import { base64Members, Base64Paths, type Command } from "../model/index.js";
import type { Context } from "./context.js";
import type { Literal } from "./literal.js";

/** For each command that takes or returns base64, the ways to the members that hold it. */
export function base64ByCommand(context: Context): Readonly<Record<string, Literal>> {
  const marked = base64Members(context.model, context.annotations);
  if (marked.size === 0) return {};
  const paths = new Base64Paths(context.model, marked);
  const commands = context.model.definitions.filter((each) => each.kind === "command");
  return Object.fromEntries(
    commands
      .map((command) => [command.name, membersOf(paths, command)] as const)
      .filter(([, members]) => Object.keys(members).length > 0),
  );
}

function membersOf(paths: Base64Paths, { data, returns }: Command): Readonly<Record<string, Literal>> {
  const taken = paths.from(data);
  const returned = returns === undefined ? [] : paths.fromType(returns);
  return {
    ...(taken.length > 0 && { arguments: taken }),
    ...(returned.length > 0 && { returns: returned }),
  };
}
