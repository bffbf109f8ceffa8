import { where } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import {
  type Accessor,
  accessorCommands,
  type Command,
  commandDefaults,
  commonMembers,
  type Definition,
  type Event,
  givenProperties,
  keyOf,
  nameIn,
  tagArgument,
  type TypeReference,
} from "../../model/index.js";
import { cName } from "./names.js";
import { describeKind, kindOfType } from "./types.js";
import type { RuleContext, Violation } from "./rule.js";

/** docs/devel/qapi-code-gen.rst, "Commands" and "Events". */
export function* messageRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  const { pragmas, source } = context;
  if (definition.kind !== "command" && definition.kind !== "event" && definition.kind !== "accessor") return;
  yield* dataRules(definition, context);
  if (!definition.boxed && !pragmas.leniency.conditions) yield* conditionalRules(definition, context);
  if (definition.kind !== "command") return;
  const isExempt = pragmas.leniency.returns || pragmas.commandReturnsExceptions.has(definition.name);
  if (definition.returns && !isExempt) {
    yield* returnRules(definition.returns, context);
  }
  if (definition.allowOob && definition.coroutine) {
    const message = `"coroutine" cannot be combined with "allow-oob"`;
    yield { code: "oob-coroutine", message, position: source.key("coroutine") };
  }
}

function* dataRules(
  { kind, name, data, boxed }: Accessor | Command | Event,
  { model, source }: RuleContext,
): Iterable<Violation> {
  if (data.kind === "inline") {
    if (!boxed) return;
    const message = `"boxed" requires that the data of ${kind} ${quote(name)} names a type`;
    yield { code: "bad-boxed", message, position: source.key("boxed") };
    return;
  }
  const typeKind = kindOfType(model, data.type);
  if (typeKind === undefined || typeKind === "struct") return;
  const type = quote(data.type);
  const position = source.value("data");
  if (typeKind !== "union") {
    const message = `the data ${type} of ${kind} ${quote(name)} must be a struct or a union; it is ${describeKind(typeKind)}`;
    yield { code: "bad-data", message, position };
  } else if (!boxed) {
    const message = `the data ${type} of ${kind} ${quote(name)} is a union and requires 'boxed': true`;
    yield { code: "bad-data", message, position };
  }
}

/** The generated C passes arguments that are not boxed one by one, and a function has the same parameters in every build. */
function* conditionalRules(
  { kind, name, data }: Accessor | Command | Event,
  { model, source }: RuleContext,
): Iterable<Violation> {
  const problem = `is conditional, which requires 'boxed': true`;
  for (const member of commonMembers(model, data)) {
    if (member.condition === undefined) continue;
    const of = `member ${quote(member.name)}`;
    yield {
      code: "conditional-member",
      ...(data.kind === "inline"
        ? { message: `${of} of ${kind} ${quote(name)} ${problem}`, position: member.position }
        : {
            message: `the data ${quote(data.type)} of ${kind} ${quote(name)} has a ${of} that ${problem}`,
            position: source.value("data"),
          }),
      help: `name a struct with the members as "data", and set 'boxed': true`,
    };
  }
}

function* returnRules(type: TypeReference, { model, source }: RuleContext): Iterable<Violation> {
  const name = nameIn(type);
  const kind = kindOfType(model, name);
  if (kind === undefined || kind === "struct" || kind === "union") return;
  yield {
    code: "bad-return",
    message: `the return type ${quote(name)} must be a struct, a union or an array of these; it is ${describeKind(kind)}`,
    position: source.type("returns").position,
    help: 'wrap it in a struct, or list the command in the pragma "command-returns-exceptions"',
  };
}

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
  yield* keyRules(definition, context);
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
    yield {
      code: "bad-accessor",
      message: `accessor ${quote(definition.name)} requires the command ${quote(command)}, which is already defined at ${where(other.position)}`,
      position: definition.position,
      help: "rename one of the two",
    };
  }
}

/** The optional keys of commands that have a meaning for a subscription. */
const accessorKeys: readonly string[] = ["boxed", "allow-preconfig"];

function* keyRules(accessor: Accessor, { source }: RuleContext): Iterable<Violation> {
  const given = givenProperties<typeof commandDefaults>(accessor, commandDefaults);
  for (const key of given.map(([property]) => keyOf(property))) {
    if (accessorKeys.includes(key)) continue;
    yield {
      code: "bad-accessor",
      message: `${quote(key)} cannot be used on a command that returns an event`,
      position: source.key(key),
      help: 'a signal accessor accepts only "boxed" and "allow-preconfig"',
    };
  }
}
