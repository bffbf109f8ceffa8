import { holds, type Command, type Condition, type Event, type Model } from "../model/index.js";
import { lowerAccessors } from "../model/make-model.js";

import { describeType, type Description, type Entry } from "./describe-type.js";
import { introspectedType, UsedTypes, type IntrospectedType } from "./used-types.js";

export interface IntrospectOptions {
  /** The true conditions of the build; all others are false. Default: none. */
  readonly defines?: ReadonlySet<string>;
  /** Whether to report type names instead of numbers. Default: false. */
  readonly unmask?: boolean;
}

/**
 * Returns the answer of a server to `query-qmp-schema`. The entries have QEMU's order: the commands and events of
 * each module, then the types in the order of their first use. Types that the build excludes are numbered as well.
 *
 * Specification: docs/devel/qapi-code-gen.rst, "Client JSON Protocol introspection".
 */
export function introspect(
  model: Model,
  { defines = new Set(), unmask = false }: IntrospectOptions = {},
): Entry[] {
  const wire = lowerAccessors(model);
  const types = new UsedTypes(unmask);
  const includes = ({ condition }: { readonly condition: Condition | undefined }): boolean =>
    holds(condition, defines);
  const entries: Entry[] = [];
  const add = (name: string, { metaType, features, details, condition }: Description): void => {
    if (!includes({ condition })) return;
    const names = features.filter(includes).map((feature) => feature.name);
    entries.push({ name, "meta-type": metaType, ...(names.length > 0 && { features: names }), ...details });
  };
  for (const { definitions } of wire.modules) {
    for (const definition of definitions) {
      if (definition.kind === "command") add(definition.name, describeCommand(definition, types));
      else if (definition.kind === "event") add(definition.name, describeEvent(definition, types));
    }
  }
  for (const type of types) add(types.use(type), describeType(type, { model: wire, types, includes }));
  return entries;
}

function describeCommand(command: Command, types: UsedTypes): Description {
  const { condition, features, returns, allowOob } = command;
  const details = {
    "arg-type": types.use(dataType(command)),
    "ret-type": types.use(returns ? introspectedType(returns) : { kind: "empty" }),
    ...(allowOob && { "allow-oob": true }),
  };
  return { metaType: "command", condition, features, details };
}

function describeEvent(event: Event, types: UsedTypes): Description {
  const { condition, features } = event;
  return { metaType: "event", condition, features, details: { "arg-type": types.use(dataType(event)) } };
}

function dataType({ name, data }: Command | Event): IntrospectedType {
  if (data.kind === "named") return { kind: "defined", name: data.type };
  return data.members.length === 0 ? { kind: "empty" } : { kind: "data", of: name };
}
