import { visible } from "../../diagnostics/visible.js";
import { accessorCommands, commonMembers, tagArgument, type Definition } from "../../model/index.js";
import { cName } from "./c-name.js";
import { kindOfType } from "./references.js";
import type { Finding, Schema } from "./rule.js";

/** A signal accessor is two commands on the wire, and must be able to be them. docs/signals.md */
export function* accessorRules(definition: Definition, { model }: Schema): Iterable<Finding> {
  if (definition.kind !== "accessor") return;
  const { data } = definition;
  if (data.kind === "named" && kindOfType(model, data.type) === "union") {
    const message = `the arguments of an accessor must be a struct; ${visible(data.type)} is a union`;
    yield { code: "bad-accessor", message, help: "write the arguments in place, or name a struct" };
  }
  const tag = commonMembers(model, data).find(({ name }) => cName(name) === tagArgument);
  if (tag) {
    const message = `an accessor cannot have an argument ${visible(tag.name)}`;
    yield { code: "bad-accessor", message, help: "it is how a disconnect says which connection it means" };
  }
  for (const name of Object.values(accessorCommands(definition))) {
    const other = model.byName.get(name);
    if (!other) continue;
    const { file, line } = other.position;
    const message = `the accessor is the command ${visible(name)} on the wire, which is defined at ${file}:${line}`;
    yield { code: "bad-accessor", message, help: "rename one of the two" };
  }
}
