import {
  accessorCommands,
  commonMembers,
  existence,
  tagArgument,
  type Accessor,
  type Command,
  type Definition,
  type Member,
  type Model,
} from "./index.js";
import { makeModel } from "../frontend/resolve/resolve.js";

/** The model as messages show it: a signal accessor is the two commands by which one connects and disconnects. */
export function onTheWire(model: Model): Model {
  if (!model.definitions.some((each) => each.kind === "accessor")) return model;
  const replaced = (definitions: readonly Definition[]): Definition[] =>
    definitions.flatMap((each) => (each.kind === "accessor" ? wireCommands(model, each) : each));
  return makeModel(
    model.modules.map((module) => ({ ...module, definitions: replaced(module.definitions) })),
    replaced(model.definitions),
  );
}

function wireCommands(model: Model, accessor: Accessor): Command[] {
  const { module, position, documentation, features, data, boxed, allowPreconfig } = accessor;
  const condition = existence(model, accessor);
  const { connect, disconnect } = accessorCommands(accessor);
  const flags = { allowPreconfig, successResponse: true, gen: true, allowOob: false, coroutine: false };
  const common = { kind: "command", module, position, documentation, condition, features, ...flags } as const;
  const members = [...commonMembers(model, data), tagMember(accessor)];
  return [
    { ...common, name: connect, data, boxed, returns: { kind: "builtin", name: "str" } },
    { ...common, name: disconnect, data: { kind: "inline", members }, boxed: false, returns: undefined },
  ];
}

function tagMember({ position }: Accessor): Member {
  const type = { kind: "builtin", name: "str" } as const;
  return { name: tagArgument, optional: false, type, position, condition: undefined, features: [] };
}
