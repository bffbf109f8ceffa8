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
import { camelCase, identifier, type NameRequest, pascalCase, type Role, typeCase } from "./allocate.js";

/** Returns a request for each identifier that the bindings of a model need. */
export function nameRequests(
  model: Model,
  protocol: string,
  annotations: Annotations = noAnnotations,
): readonly NameRequest[] {
  const reached = reachedByName(model);
  return [
    ...protocolRequests(protocol),
    ...model.modules.flatMap(moduleRequests),
    ...model.definitions.flatMap((definition) => definitionRequests(model, definition, reached)),
    ...annotationRequests(model, annotations),
  ];
}

function protocolRequests(protocol: string): readonly NameRequest[] {
  const request = (of: string, preferred: string): NameRequest => ({
    role: "protocol",
    of: [of],
    preferred,
    position: undefined,
  });
  return [
    request("map", `${protocol}Protocol`),
    request("session", `${protocol}Session`),
    request("commands", `${protocol}Commands`),
    request("events", `${protocol}Events`),
    request("descriptor", camelCase(protocol)),
  ];
}

function moduleRequests(module: Module): readonly NameRequest[] {
  const request = (role: Role, suffix: string): NameRequest => ({
    role,
    of: [module.name],
    preferred: identifier(pascalCase(module.name)) + suffix,
    position: undefined,
  });
  return [
    ...(module.definitions.some(isCommand) ? [request("commands", "Commands")] : []),
    ...(module.definitions.some((each) => each.kind === "event") ? [request("events", "Events")] : []),
  ];
}

/** Accessors are commands on the wire. */
function isCommand({ kind }: Definition): boolean {
  return kind === "command" || kind === "accessor";
}

function definitionRequests(
  model: Model,
  definition: Definition,
  reached: ReadonlySet<string>,
): readonly NameRequest[] {
  switch (definition.kind) {
    case "enum":
      return [
        request("type", definition, typeCase(definition.name)),
        request("values", definition, `${camelCase(definition.name)}Values`),
      ];
    case "struct":
    case "alternate":
      return [request("type", definition, typeCase(definition.name))];
    case "union":
      return unionRequests(model, definition);
    case "command":
      return commandRequests(definition);
    case "event":
      return eventRequests(definition, reached);
    case "accessor":
      return accessorRequests(definition);
  }
}

function unionRequests(model: Model, union: UnionType): readonly NameRequest[] {
  const name = typeCase(union.name);
  const stem = name + pascalCase(union.discriminator);
  return [
    request("type", union, name),
    ...(union.base.kind === "inline" ? [request("base", union, `${name}Base`)] : []),
    ...discriminatorValues(model, union).map((value) =>
      request("branch", union, stem + pascalCase(value.name), value.name),
    ),
  ];
}

function commandRequests(command: Command): readonly NameRequest[] {
  const name = camelCase(command.name);
  return [
    request("command", command, name),
    ...(hasOwnArguments(command)
      ? [request("arguments", command, `${pascalCase(command.name)}Arguments`)]
      : []),
  ];
}

/** Whether a command needs an interface for its arguments. */
function hasOwnArguments(command: Command): boolean {
  return command.data.kind === "inline" ? command.data.members.length > 0 : !command.gen;
}

function eventRequests(event: Event, reached: ReadonlySet<string>): readonly NameRequest[] {
  const name = pascalCase(event.name);
  return [
    ...(hasOwnData(event) ? [request("event", event, name)] : []),
    ...(reached.has(event.name)
      ? []
      : [request("connect", event, `connect${name}`), request("disconnect", event, `disconnect${name}`)]),
  ];
}

/** Returns the events that have an accessor of the same name in the schema, whose functions replace the event's own. */
function reachedByName(model: Model): ReadonlySet<string> {
  const accessors = model.definitions.filter((each) => each.kind === "accessor");
  return new Set(accessors.filter(isNamedAfterEvent).map(({ event }) => event));
}

/** Whether an accessor and its event get the same function names, such as `block-io-error` and `BLOCK_IO_ERROR`. */
export function isNamedAfterEvent({ name, event }: Pick<Accessor, "name" | "event">): boolean {
  return pascalCase(name) === pascalCase(event);
}

function accessorRequests(accessor: Accessor): readonly NameRequest[] {
  return [
    ...connectionRequests(accessor),
    ...descriptionRequests(accessor, accessor.data.kind === "inline" && accessor.data.members.length > 0),
  ];
}

/** An annotated accessor that is named after its event shares the event's functions. */
function annotationRequests(model: Model, { accessors, completions }: Annotations): readonly NameRequest[] {
  return [
    ...accessors.flatMap((accessor: AnnotatedAccessor) => [
      ...(isNamedAfterEvent(accessor) ? [] : connectionRequests(accessor)),
      ...descriptionRequests(accessor, true),
    ]),
    ...[...completions.keys()].flatMap((name) => {
      const command = model.byName.get(name);
      return command === undefined ? [] : completionRequests(command);
    }),
  ];
}

function connectionRequests(accessor: Named): readonly NameRequest[] {
  const name = pascalCase(accessor.name);
  return [
    request("connectAccessor", accessor, `connect${name}`),
    request("disconnectAccessor", accessor, `disconnect${name}`),
  ];
}

function descriptionRequests(accessor: Named, hasArguments: boolean): readonly NameRequest[] {
  return [
    request("accessor", accessor, `${camelCase(accessor.name)}Accessor`),
    ...(hasArguments
      ? [request("accessorArguments", accessor, `${pascalCase(accessor.name)}Arguments`)]
      : []),
  ];
}

function completionRequests(command: Definition): readonly NameRequest[] {
  const name = camelCase(command.name);
  return [
    request("complete", command, `${name}AndWait`),
    request("completion", command, `${name}Completion`),
  ];
}

/** Whether an event needs an interface for its data. */
function hasOwnData(event: Event): boolean {
  return event.data.kind === "inline" && event.data.members.length > 0;
}

type Named = Pick<Definition, "name" | "position">;

function request(role: Role, definition: Named, preferred: string, ...part: readonly string[]): NameRequest {
  return {
    role,
    of: [definition.name, ...part],
    preferred: identifier(preferred),
    position: definition.position,
  };
}
