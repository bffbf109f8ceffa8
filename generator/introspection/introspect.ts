import { holds, type Command, type Condition, type Event, type Model } from "../model/index.js";
import { lowerAccessors } from "../model/lower-accessors.js";
import type { Description, Entry } from "./description.js";
import { describeType } from "./describe-type.js";
import { seenType, UsedTypes, type SeenType } from "./used-types.js";

export interface IntrospectOptions {
  /** The conditions that are true in the build; all others are false. */
  readonly defines?: ReadonlySet<string>;
  /** Keep the types' names instead of masking them by numbers. */
  readonly unmask?: boolean;
}

/**
 * What a server that is built with these conditions answers to `query-qmp-schema`. The order is QEMU's: commands
 * and events module by module, then the types that they use, each when it is first used. A masked name's number
 * counts every use, also one that a condition then takes out of the answer.
 * See docs/devel/qapi-code-gen.rst, "Client JSON Protocol introspection".
 */
export function introspect(
  model: Model,
  { defines = new Set(), unmask = false }: IntrospectOptions = {},
): Entry[] {
  const wire = lowerAccessors(model);
  const types = new UsedTypes(unmask);
  const shows = ({ condition }: { readonly condition: Condition | undefined }): boolean =>
    holds(condition, defines);
  const entries: Entry[] = [];
  const add = (name: string, { metaType, features, details, condition }: Description): void => {
    if (!shows({ condition })) return;
    const names = features.filter(shows).map((feature) => feature.name);
    entries.push({ name, "meta-type": metaType, ...(names.length > 0 && { features: names }), ...details });
  };
  for (const { definitions } of wire.modules) {
    for (const definition of definitions) {
      if (definition.kind === "command") add(definition.name, describeCommand(definition, types));
      else if (definition.kind === "event") add(definition.name, describeEvent(definition, types));
    }
  }
  for (const type of types) add(types.use(type), describeType(type, { model: wire, types, shows }));
  return entries;
}

function describeCommand(command: Command, types: UsedTypes): Description {
  const { condition, features, returns, allowOob } = command;
  const details = {
    "arg-type": types.use(dataType(command)),
    "ret-type": types.use(returns ? seenType(returns) : { kind: "empty" }),
    ...(allowOob && { "allow-oob": true }),
  };
  return { metaType: "command", condition, features, details };
}

function describeEvent(event: Event, types: UsedTypes): Description {
  const { condition, features } = event;
  return { metaType: "event", condition, features, details: { "arg-type": types.use(dataType(event)) } };
}

function dataType({ name, data }: Command | Event): SeenType {
  if (data.kind === "named") return { kind: "defined", name: data.type };
  return data.members.length === 0 ? { kind: "empty" } : { kind: "data", of: name };
}
