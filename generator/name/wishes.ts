import {
  discriminatorValues,
  type Command,
  type Definition,
  type Event,
  type Model,
  type Module,
  type UnionType,
} from "../model/index.js";
import { camelCase, identifier, pascalCase, typeCase } from "./words.js";
import type { Role, Wish } from "./wish.js";

/** Every identifier that the bindings of a model need. */
export function wishes(model: Model, protocol: string): readonly Wish[] {
  return [
    ...protocolWishes(protocol),
    ...model.modules.flatMap(moduleWishes),
    ...model.definitions.flatMap((definition) => definitionWishes(model, definition)),
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
    wish("map", protocol),
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
    ...(module.definitions.some((each) => each.kind === "command") ? [wish("commands", "Commands")] : []),
    ...(module.definitions.some((each) => each.kind === "event") ? [wish("events", "Events")] : []),
  ];
}

function definitionWishes(model: Model, definition: Definition): readonly Wish[] {
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
      return eventWishes(definition);
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

function eventWishes(event: Event): readonly Wish[] {
  const name = pascalCase(event.name);
  return [
    ...(hasOwnData(event) ? [wish("event", event, name)] : []),
    wish("connect", event, `connect${name}`),
    wish("disconnect", event, `disconnect${name}`),
  ];
}

/** Whether an event's data are a type that nothing else has. */
export function hasOwnData(event: Event): boolean {
  return event.data.kind === "inline" && event.data.members.length > 0;
}

function wish(role: Role, definition: Definition, wanted: string, ...part: readonly string[]): Wish {
  return {
    role,
    of: [definition.name, ...part],
    wanted: identifier(wanted),
    position: definition.position,
  };
}
