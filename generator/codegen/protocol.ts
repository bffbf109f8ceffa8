import type { CommandEffect } from "qapi-ts/codegen";
import type { TargetServer } from "../config/target.js";
import { matches } from "../model/annotations/validator.js";
import {
  HostPaths,
  accessorCommands,
  base64ByCommand,
  base64Members,
  mayBeEmpty,
  tagArgument,
  type Accessor,
  type Command,
  type Model,
  type Module,
} from "../model/index.js";
import type { Context } from "./context.js";
import { FileBuilder, partPath, protocolPath } from "./file-builder.js";
import type { Declaration, GeneratedFile, InterfaceDeclaration, Property } from "./file.js";
import { type Literal, objectExpression, objectLiteral } from "./literal.js";
import { accessorArguments, dataType, signature } from "./signatures.js";

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
  const base64 = base64ByCommand(model, base64Members(model, annotations));
  const silent = model.definitions.filter((each) => each.kind === "command" && !each.successResponse);
  return {
    kind: "constant",
    name: names.of("protocol", "descriptor"),
    comment: [`The properties of {@link ${map}} that a session needs at run time: pass it to \`connect\`.`],
    type: `${file.runtime("ProtocolDescriptor")}<${[map, ...sessionOpener(model)].join(", ")}>`,
    value: objectExpression({
      name: objectLiteral(names.protocol),
      noReply: objectLiteral(silent.map((command) => command.name)),
      ...(annotations.timeouts.size > 0 && { timeouts: objectLiteral(timeouts) }),
      ...(reads.length > 0 && {
        isRead: `${file.runtimeFunction("readCommands")}(${objectLiteral(reads)})`,
      }),
      ...(Object.keys(base64).length > 0 && {
        base64: `${file.runtimeFunction("base64Codec")}(${objectLiteral({ ...base64 })})`,
      }),
      ...(options.server !== undefined && {
        checkServer: `${file.runtimeFunction("serverCheck")}(${serverLiteral(options.server)})`,
      }),
    }),
  };
}

/** Returns the type of the function that opens sessions, if the schema has the commands of a handshake. */
function sessionOpener(model: Model): readonly string[] {
  const names = new Set(commandNames(model));
  if (names.has("qmp_capabilities")) return ['"connect"'];
  return names.has("guest-sync") || names.has("guest-sync-delimited") ? ['"connectAgent"'] : [];
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

/** The types of the table, which a program imports from its file. */
const effectTypes = ["CommandEffect", "Effect", "HostResource", "HostResourceKind"];

/**
 * Returns the file with the table of what commands do; undefined if no command has an annotated effect. The bindings do not
 * import it, so that programs that do not use it do not load it.
 */
export function effectsFile(context: Context, origin: string): GeneratedFile | undefined {
  const effects = effectsByCommand(context);
  if (Object.keys(effects).length === 0) return undefined;
  const file = new FileBuilder(context, "effects.ts");
  const commands = file.use(context.names.of("protocol", "commands"), protocolPath);
  const table = `Readonly<Record<keyof ${commands}, ${file.runtime("CommandEffect")}>>`;
  const isComplete = commandNames(context.model).every((name) => Object.hasOwn(effects, name));
  const finished = file.finish(origin, [
    {
      kind: "constant",
      name: "effects",
      comment: ["What each command does, and which of its arguments name resources of the host."],
      type: isComplete ? table : `Partial<${table}>`,
      value: objectLiteral(effects),
    },
  ]);
  return { ...finished, runtimeExports: { from: context.options.runtime, names: effectTypes } };
}

function effectsByCommand({
  model,
  annotations,
}: Context): Readonly<Record<string, CommandEffect & Literal>> {
  const paths = new HostPaths(model, annotations);
  const commands = model.definitions.filter((each) => each.kind === "command");
  return Object.fromEntries(
    commands.flatMap((command) => {
      const effect = annotations.effects.get(command.name);
      if (effect === undefined) return [];
      const host = paths.of(command).map(({ path, kind }) => ({ path, kind }));
      return [[command.name, { effect, ...(host.length > 0 && { host }) }] as const];
    }),
  );
}

/** Returns the commands of the protocol's map. An accessor is two of them. */
function commandNames(model: Model): readonly string[] {
  return model.definitions.flatMap((each) => {
    if (each.kind === "accessor") return Object.values(accessorCommands(each));
    return each.kind === "command" ? [each.name] : [];
  });
}

/** Declares the maps of a module's commands and events, keyed by their wire names. */
export function mapDeclarations(file: FileBuilder, module: Module): readonly Declaration[] {
  return [...commandMap(file, module), ...eventMap(file, module)];
}

function commandMap(file: FileBuilder, module: Module): readonly Declaration[] {
  const name = file.context.names.find("commands", module.name);
  if (name === undefined) return [];
  const commands = module.definitions.filter((each) => each.kind === "command");
  const accessors = module.definitions.filter((each) => each.kind === "accessor");
  return [
    {
      kind: "interface",
      name,
      comment: ["The commands of this module by their wire names."],
      extends: [],
      properties: [
        ...commands.map((command) => commandEntry(file, command)),
        ...accessors.flatMap((accessor) => accessorEntries(file, accessor)),
      ],
      open: false,
    },
  ];
}

function eventMap(file: FileBuilder, module: Module): readonly Declaration[] {
  const name = file.context.names.find("events", module.name);
  if (name === undefined) return [];
  const events = module.definitions.filter((each) => each.kind === "event");
  const comment = ["The data of this module's events by their wire names."];
  const members = events.map((event) => property(event.name, dataType(file, event)));
  return [{ kind: "interface", name, comment, extends: [], properties: members, open: false }];
}

function commandEntry(file: FileBuilder, command: Command): Property {
  const { args, optional, returns } = signature(file, command);
  const members = [
    `arguments: ${argumentsType(args, optional)}`,
    `returns: ${returns}`,
    `oob: ${command.allowOob}`,
    ...(command.successResponse ? [] : ["reply: false"]),
  ];
  return property(command.name, `{ ${members.join("; ")} }`);
}

/** Returns the entries of an accessor's two commands. */
function accessorEntries(file: FileBuilder, accessor: Accessor): readonly Property[] {
  const { connect, disconnect } = accessorCommands(accessor);
  const args = accessorArguments(file, accessor);
  const taken = argumentsType(args, mayBeEmpty(file.context.model, accessor.data));
  const tagged = `${args === undefined ? "" : `${args} & `}{ ${tagArgument}: string }`;
  return [
    property(connect, `{ arguments: ${taken}; returns: string; oob: false }`),
    property(disconnect, `{ arguments: ${tagged}; returns: void; oob: false }`),
  ];
}

function argumentsType(args: string | undefined, optional: boolean): string {
  if (args === undefined) return "undefined";
  return optional ? `${args} | undefined` : args;
}

function property(name: string, type: string): Property {
  return { name, type, optional: false, comment: [] };
}
