import { base64Members, Base64Paths, type Command } from "../model/index.js";
import type { TargetServer } from "../config/target.js";
import { matches } from "../model/annotations/command-pattern.js";
import type { Context } from "./context.js";
import { FileBuilder, partPath, protocolPath } from "./file-builder.js";
import type { Declaration, GeneratedFile, InterfaceDeclaration } from "./file.js";
import { objectExpression, objectLiteral, type Literal } from "./literal.js";

/** Returns the file with the protocol's maps, its session type and its descriptor. */
export function protocolFile(context: Context, origin: string): GeneratedFile {
  const file = new FileBuilder(context, protocolPath);
  const { names } = context;
  const map = names.of("protocol", "map");
  const commands = names.of("protocol", "commands");
  const events = names.of("protocol", "events");
  return file.finish(origin, [
    combined(file, commands, "commands", "All commands by their wire names."),
    combined(file, events, "events", "The data of all events by their wire names."),
    {
      kind: "interface",
      name: map,
      comment: ["The names and types of the protocol's commands and events."],
      extends: [],
      properties: [
        { name: "commands", type: commands, optional: false, comment: [] },
        { name: "events", type: events, optional: false, comment: [] },
      ],
      open: false,
    },
    {
      kind: "alias",
      name: names.of("protocol", "session"),
      comment: [`A session that uses {@link ${map}}. All generated functions take one.`],
      type: `${file.runtime("Session")}<${map}>`,
    },
    descriptor(file, map),
  ]);
}

function combined(
  file: FileBuilder,
  name: string,
  part: "commands" | "events",
  comment: string,
): InterfaceDeclaration {
  const { model, names } = file.context;
  const maps = model.modules.flatMap((module) => {
    const map = names.find(part, module.name);
    return map === undefined ? [] : [file.use(map, partPath(file.context, module.name, "types"))];
  });
  return { kind: "interface", name, comment: [comment], extends: maps, properties: [], open: false };
}

function descriptor(file: FileBuilder, map: string): Declaration {
  const { model, names, annotations, options } = file.context;
  const timeouts = Object.fromEntries([...annotations.timeouts].sort(([a], [b]) => (a < b ? -1 : 1)));
  const reads = readCommands(file.context);
  const base64 = base64ByCommand(file.context);
  const silent = model.definitions.filter((each) => each.kind === "command" && !each.successResponse);
  return {
    kind: "constant",
    name: names.of("protocol", "descriptor"),
    comment: [`The properties of {@link ${map}} that a session needs at run time: pass it to \`connect\`.`],
    type: `${file.runtime("ProtocolDescriptor")}<${map}>`,
    value: objectExpression({
      name: objectLiteral(names.protocol),
      noReply: objectLiteral(silent.map((command) => command.name)),
      ...(annotations.timeouts.size > 0 && { timeouts: objectLiteral(timeouts) }),
      ...(reads.length > 0 && {
        isRead: `${file.runtimeFunction("readCommands")}(${objectLiteral(reads)})`,
      }),
      ...(Object.keys(base64).length > 0 && {
        base64: `${file.runtimeFunction("base64Codec")}(${objectLiteral(base64)})`,
      }),
      ...(options.server !== undefined && {
        checkServer: `${file.runtimeFunction("serverCheck")}(${serverLiteral(options.server)})`,
      }),
    }),
  };
}

function serverLiteral({ name, version, older = [] }: TargetServer): string {
  return objectLiteral({
    name,
    version,
    ...(older.length > 0 && { older: older.map((each) => ({ ...each })) }),
  });
}

/** Returns the commands that only read: patterns, and the names that no pattern selects. */
function readCommands({ model, annotations: { effects, readPatterns } }: Context): readonly string[] {
  const names = model.definitions.flatMap(({ kind, name }) =>
    kind === "command" && effects.get(name) === "read" ? [name] : [],
  );
  const others = names.filter((name) => !readPatterns.some((pattern) => matches(pattern, name)));
  return [...readPatterns, ...others].sort();
}

/** Returns the paths to the base64 members of each command that has any. */
function base64ByCommand(context: Context): Readonly<Record<string, Literal>> {
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
