import {
  discriminatorValues,
  noAnnotations,
  type Accessor,
  type AnnotatedAccessor,
  type Annotations,
  type Command,
  type Definition,
  type Event,
  type Model,
  type Module,
  type UnionType,
} from "../../model/index.js";
import { camelCase, identifier, pascalCase, typeCase } from "./words.js";
import type { Role, Wish } from "./wish.js";

/** Every identifier that the bindings of a model need. */
export function wishes(
  model: Model,
  protocol: string,
  annotations: Annotations = noAnnotations,
): readonly Wish[] {
  const reached = reachedByName(model);
  return [
    ...protocolWishes(protocol),
    ...model.modules.flatMap(moduleWishes),
    ...model.definitions.flatMap((definition) => definitionWishes(model, definition, reached)),
    ...annotationWishes(model, annotations),
  ];
}

function protocolWishes(protocol: string): readonly Wish[] {
  const wish = (of: string, wanted: string): Wish => ({
    role: "protocol",
    of: [of],
    wanted,
    position: undefined,
  });
  return [
    wish("map", `${protocol}Protocol`),
    wish("session", `${protocol}Session`),
    wish("commands", `${protocol}Commands`),
    wish("events", `${protocol}Events`),
    wish("descriptor", camelCase(protocol)),
  ];
}

function moduleWishes(module: Module): readonly Wish[] {
  const wish = (role: Role, suffix: string): Wish => ({
    role,
    of: [module.name],
    wanted: identifier(pascalCase(module.name)) + suffix,
    position: undefined,
  });
  return [
    ...(module.definitions.some(isCommand) ? [wish("commands", "Commands")] : []),
    ...(module.definitions.some((each) => each.kind === "event") ? [wish("events", "Events")] : []),
  ];
}

/** Whether it is one on the wire. */
function isCommand({ kind }: Definition): boolean {
  return kind === "command" || kind === "accessor";
}

function definitionWishes(
  model: Model,
  definition: Definition,
  reached: ReadonlySet<string>,
): readonly Wish[] {
  switch (definition.kind) {
    case "enum":
      return [
        wish("type", definition, typeCase(definition.name)),
        wish("values", definition, `${camelCase(definition.name)}Values`),
      ];
    case "struct":
    case "alternate":
      return [wish("type", definition, typeCase(definition.name))];
    case "union":
      return unionWishes(model, definition);
    case "command":
      return commandWishes(definition);
    case "event":
      return eventWishes(definition, reached);
    case "accessor":
      return accessorWishes(definition);
  }
}

function unionWishes(model: Model, union: UnionType): readonly Wish[] {
  const name = typeCase(union.name);
  const stem = name + pascalCase(union.discriminator);
  return [
    wish("type", union, name),
    ...(union.base.kind === "inline" ? [wish("base", union, `${name}Base`)] : []),
    ...discriminatorValues(model, union).map((value) =>
      wish("branch", union, stem + pascalCase(value.name), value.name),
    ),
  ];
}

function commandWishes(command: Command): readonly Wish[] {
  const name = camelCase(command.name);
  return [
    wish("command", command, name),
    ...(hasOwnArguments(command) ? [wish("arguments", command, `${pascalCase(command.name)}Arguments`)] : []),
  ];
}

/** Whether a command's arguments are a type that nothing else has. */
export function hasOwnArguments(command: Command): boolean {
  return command.data.kind === "inline" ? command.data.members.length > 0 : !command.gen;
}

function eventWishes(event: Event, reached: ReadonlySet<string>): readonly Wish[] {
  const name = pascalCase(event.name);
  return [
    ...(hasOwnData(event) ? [wish("event", event, name)] : []),
    ...(reached.has(event.name)
      ? []
      : [wish("connect", event, `connect${name}`), wish("disconnect", event, `disconnect${name}`)]),
  ];
}

/** The events for which an accessor of the schema stands under their own names: then one connects through that. */
function reachedByName(model: Model): ReadonlySet<string> {
  const accessors = model.definitions.filter((each) => each.kind === "accessor");
  return new Set(accessors.filter(isNamedAfterEvent).map(({ event }) => event));
}

/** Whether an accessor's functions are called as its event's would be: `block-io-error` over `BLOCK_IO_ERROR`. */
export function isNamedAfterEvent({ name, event }: Pick<Accessor, "name" | "event">): boolean {
  return pascalCase(name) === pascalCase(event);
}

function accessorWishes(accessor: Accessor): readonly Wish[] {
  return [
    ...connectionWishes(accessor),
    ...descriptionWishes(accessor, accessor.data.kind === "inline" && accessor.data.members.length > 0),
  ];
}

/** Over an ordinary event an accessor of the same name shares the event's functions. */
function annotationWishes(model: Model, { accessors, completions }: Annotations): readonly Wish[] {
  return [
    ...accessors.flatMap((accessor: AnnotatedAccessor) => [
      ...(isNamedAfterEvent(accessor) ? [] : connectionWishes(accessor)),
      ...descriptionWishes(accessor, true),
    ]),
    ...[...completions.keys()].flatMap((name) => {
      const command = model.byName.get(name);
      return command === undefined ? [] : completionWishes(command);
    }),
  ];
}

function connectionWishes(accessor: Named): readonly Wish[] {
  const name = pascalCase(accessor.name);
  return [
    wish("connectAccessor", accessor, `connect${name}`),
    wish("disconnectAccessor", accessor, `disconnect${name}`),
  ];
}

function descriptionWishes(accessor: Named, hasArguments: boolean): readonly Wish[] {
  return [
    wish("accessor", accessor, `${camelCase(accessor.name)}Accessor`),
    ...(hasArguments ? [wish("accessorArguments", accessor, `${pascalCase(accessor.name)}Arguments`)] : []),
  ];
}

function completionWishes(command: Definition): readonly Wish[] {
  const name = camelCase(command.name);
  return [wish("complete", command, `${name}AndWait`), wish("completion", command, `${name}Completion`)];
}

/** Whether an event's data are a type that nothing else has. */
export function hasOwnData(event: Event): boolean {
  return event.data.kind === "inline" && event.data.members.length > 0;
}

type Named = Pick<Definition, "name" | "position">;

function wish(role: Role, definition: Named, wanted: string, ...part: readonly string[]): Wish {
  return {
    role,
    of: [definition.name, ...part],
    wanted: identifier(wanted),
    position: definition.position,
  };
}
