import { visible } from "../../diagnostics/visible.js";
import type { Accessor, Command, Definition, Event, Model, TypeReference } from "../../model/index.js";
import { kindOfType, nameIn } from "./references.js";
import type { Finding, Schema } from "./rule.js";

/** What commands and events carry. docs/devel/qapi-code-gen.rst, "Commands" and "Events". */
export function* messageRules(definition: Definition, { model, pragmas }: Schema): Iterable<Finding> {
  if (definition.kind !== "command" && definition.kind !== "event" && definition.kind !== "accessor") return;
  yield* dataRules(model, definition);
  if (definition.kind !== "command") return;
  if (definition.returns && !pragmas.commandReturnsExceptions.has(definition.name)) {
    yield* returnRules(model, definition.returns);
  }
  if (definition.allowOob && definition.coroutine) {
    yield { code: "oob-coroutine", message: "a command cannot have both 'allow-oob' and 'coroutine'" };
  }
}

function* dataRules(model: Model, { data, boxed, kind }: Accessor | Command | Event): Iterable<Finding> {
  if (data.kind === "inline") {
    if (boxed) yield { code: "bad-boxed", message: "'boxed' requires 'data' to name a type" };
    return;
  }
  const typeKind = kindOfType(model, data.type);
  if (typeKind === undefined || typeKind === "struct") return;
  if (typeKind !== "union") {
    const message = `the data of this ${kind} must be a struct or a union; ${visible(data.type)} is of kind ${typeKind}`;
    yield { code: "bad-data", message };
  } else if (!boxed) {
    yield { code: "bad-data", message: `the union ${visible(data.type)} as data requires 'boxed': true` };
  }
}

function* returnRules(model: Model, type: TypeReference): Iterable<Finding> {
  const name = nameIn(type);
  const kind = kindOfType(model, name);
  if (kind === undefined || kind === "struct" || kind === "union") return;
  yield {
    code: "bad-return",
    message: `a command returns a struct, a union or an array of these; ${visible(name)} is of kind ${kind}`,
    help: "wrap it in a struct, or list the command in the pragma 'command-returns-exceptions'",
  };
}
