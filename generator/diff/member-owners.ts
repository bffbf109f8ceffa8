import type { Member, Model } from "../model/index.js";
import type { Owner } from "./interface.js";

/** The id of the object that a command's or an event's own data are. */
export function dataId(message: string): string {
  return `q_obj_${message}`;
}

/** Which definition declares a member: many types share those of a base, and a change of them is one. */
export function memberOwners(model: Model): ReadonlyMap<Member, Owner> {
  const owners = new Map<Member, Owner>();
  for (const definition of model.definitions) {
    const { name, kind } = definition;
    const isMessage = kind === "command" || kind === "event";
    const owner = { id: isMessage ? dataId(name) : name, name: isMessage ? undefined : name };
    const data =
      kind === "struct"
        ? definition.members
        : kind === "union" && definition.base.kind === "inline"
          ? definition.base.members
          : isMessage && definition.data.kind === "inline"
            ? definition.data.members
            : [];
    for (const member of data) owners.set(member, owner);
  }
  return owners;
}
