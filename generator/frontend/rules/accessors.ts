import { quote } from "../../diagnostics/escape.js";
import {
  accessorCommands,
  commonMembers,
  tagArgument,
  type Accessor,
  type Definition,
} from "../../model/index.js";
import { cName } from "./names.js";
import { kindOfType } from "./references.js";
import type { RuleContext, Violation } from "./rule.js";

/** A signal accessor must be able to become two commands on the wire. See docs/declaring-signals.md. */
export function* accessorRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  if (definition.kind !== "accessor") return;
  const { model, source } = context;
  const { data } = definition;
  if (data.kind === "named" && kindOfType(model, data.type) === "union") {
    yield {
      code: "bad-accessor",
      message: `the arguments ${quote(data.type)} of an accessor must be a struct; it is a union`,
      position: source.value("data"),
      help: "list the arguments inline, or name a struct",
    };
  }
  yield* flagRules(definition, context);
  const tag = commonMembers(model, data).find(({ name }) => cName(name) === tagArgument);
  if (tag) {
    yield {
      code: "bad-accessor",
      ...(data.kind === "inline"
        ? { message: `${quote(tag.name)} cannot be an argument of an accessor`, position: tag.position }
        : {
            message: `the arguments ${quote(data.type)} of an accessor cannot have a member ${quote(tag.name)}`,
            position: source.value("data"),
          }),
      help: "the disconnect command uses it to identify the connection",
    };
  }
  for (const command of Object.values(accessorCommands(definition))) {
    const other = model.byName.get(command);
    if (!other) continue;
    const { file, line } = other.position;
    yield {
      code: "bad-accessor",
      message: `accessor ${quote(definition.name)} requires the command ${quote(command)}, which is already defined at ${file}:${line}`,
      position: definition.position,
      help: "rename one of the two",
    };
  }
}

/** The flags that have no meaning for a subscription. */
function* flagRules(accessor: Accessor, { source }: RuleContext): Iterable<Violation> {
  const flags = {
    gen: !accessor.gen,
    "success-response": !accessor.successResponse,
    "allow-oob": accessor.allowOob,
    coroutine: accessor.coroutine,
  };
  for (const [flag, isSet] of Object.entries(flags)) {
    if (!isSet) continue;
    yield {
      code: "bad-accessor",
      message: `${quote(flag)} cannot be used on a command that returns an event`,
      position: source.key(flag),
      help: "a signal accessor accepts only 'boxed' and 'allow-preconfig'",
    };
  }
}
