import { conjunction } from "./conditions.js";
import { mapDefinitions } from "./make-model.js";
import type { Accessor, Command, Member, Model } from "./model.js";
import { accessorCommands, commonMembers, tagArgument } from "./queries.js";

/** Replaces each signal accessor by the two commands that it consists of on the wire. */
export function lowerAccessors(model: Model): Model {
  return mapDefinitions(model, (each) => (each.kind === "accessor" ? wireCommands(model, each) : [each]));
}

function wireCommands(model: Model, accessor: Accessor): Command[] {
  const { event, ...properties } = accessor;
  const condition = conjunction(accessor.condition, model.byName.get(event)?.condition);
  const common = { ...properties, kind: "command", condition } as const;
  const { connect, disconnect } = accessorCommands(accessor);
  const members = [...commonMembers(model, accessor.data), tagMember(accessor)];
  return [
    { ...common, name: connect, returns: { kind: "builtin", name: "str" } },
    { ...common, name: disconnect, data: { kind: "inline", members }, boxed: false, returns: undefined },
  ];
}

function tagMember({ position }: Accessor): Member {
  const type = { kind: "builtin", name: "str" } as const;
  return { name: tagArgument, optional: false, type, position, condition: undefined, features: [] };
}
