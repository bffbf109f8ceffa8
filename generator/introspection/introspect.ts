import {
  commonMembers,
  discriminatorValues,
  holds,
  isIntegerName,
  qTypeValues,
  type Branch,
  type Command,
  type Condition,
  type Definition,
  type EnumValue,
  type Event,
  type Feature,
  type Member,
  type Members,
  type Model,
  type TypeReference,
  type UnionType,
} from "../model/index.js";
import { lowerAccessors } from "../model/make-model.js";

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
    entries.push({ name, "meta-type": metaType, ...featureNames(features, includes), ...details });
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

/** An entry of the answer to `query-qmp-schema`, or a part of one. */
type Entry = Readonly<Record<string, unknown>>;

/** An entry without its name, and the condition under which a server reports it. */
interface Description {
  readonly metaType: string;
  readonly condition: Condition | undefined;
  readonly features: readonly Feature[];
  readonly details: Entry;
}

interface Context {
  readonly model: Model;
  readonly types: UsedTypes;
  /** Whether the build includes an item. */
  readonly includes: (item: { readonly condition: Condition | undefined }) => boolean;
}

/** The built-in types whose JSON type has another name. */
const jsonTypes: Readonly<Record<string, string>> = { str: "string", bool: "boolean", any: "value" };

/** Describes a used type. Marks the types that it refers to as used. */
function describeType(type: IntrospectedType, context: Context): Description {
  const { model, types } = context;
  switch (type.kind) {
    case "builtin":
      return plain("builtin", { "json-type": jsonTypes[type.name] ?? type.name });
    case "array":
      return {
        ...plain("array", { "element-type": types.use(type.element) }),
        condition: conditionOf(type, model),
      };
    case "empty":
      return plain("object", { members: [] });
    case "data":
      return describeData(type.of, context);
    case "defined":
      return describeDefined(type.name, context);
  }
}

function plain(metaType: string, details: Entry): Description {
  return { metaType, condition: undefined, features: [], details };
}

/** An array exists under the condition of its element type. */
function conditionOf(type: IntrospectedType, model: Model): Condition | undefined {
  if (type.kind === "array") return conditionOf(type.element, model);
  return type.kind === "defined" ? model.byName.get(type.name)?.condition : undefined;
}

function describeData(of: string, context: Context): Description {
  const definition = context.model.byName.get(of);
  const data: Members =
    definition && "data" in definition ? definition.data : { kind: "inline", members: [] };
  return {
    ...plain("object", { members: describeMembers(data, context) }),
    condition: definition?.condition,
  };
}

function describeDefined(name: string, context: Context): Description {
  const definition = context.model.byName.get(name);
  if (!definition) return plain("enum", enumDetails(qTypeValues.map(unconditional), context));
  const { condition, features } = definition;
  const details = definitionDetails(definition, context);
  return { metaType: metaTypes[definition.kind], condition, features, details };
}

const metaTypes: Readonly<Record<Definition["kind"], string>> = {
  enum: "enum",
  struct: "object",
  union: "object",
  alternate: "alternate",
  command: "command",
  event: "event",
  accessor: "command",
};

function definitionDetails(definition: Definition, context: Context): Entry {
  switch (definition.kind) {
    case "enum":
      return enumDetails(definition.values, context);
    case "alternate":
      return { members: definition.alternatives.flatMap((branch) => describeAlternative(branch, context)) };
    case "union":
      return unionDetails(definition, context);
    case "struct":
      return { members: describeMembers({ kind: "named", type: definition.name }, context) };
    case "command":
    case "event":
    case "accessor":
      return {};
  }
}

type Value = Omit<EnumValue, "position">;

function unconditional(name: string): Value {
  return { name, condition: undefined, features: [] };
}

function enumDetails(values: readonly Value[], { includes }: Context): Entry {
  const included = values.filter(includes);
  return {
    members: included.map(({ name, features }) => ({ name, ...featureNames(features, includes) })),
    values: included.map(({ name }) => name),
  };
}

function describeMembers(data: Members, context: Context): Entry[] {
  return commonMembers(context.model, data).flatMap((member) => describeMember(member, context));
}

/** The type counts as used even if the build excludes the member. */
function describeMember(member: Member, { types, includes }: Context): Entry[] {
  const type = types.use(introspectedType(member.type));
  if (!includes(member)) return [];
  const { name, optional, features } = member;
  return [{ name, type, ...(optional && { default: null }), ...featureNames(features, includes) }];
}

function describeAlternative(branch: Branch, { types, includes }: Context): Entry[] {
  const type = types.use(introspectedType(branch.type));
  return includes(branch) ? [{ type }] : [];
}

/** Lists the branches of the union, then empty variants for the other values of its discriminator. */
function unionDetails(union: UnionType, context: Context): Entry {
  const { model, types, includes } = context;
  const common = describeMembers(union.base, context);
  const listed = new Set(union.branches.map(({ name }) => name));
  const others = discriminatorValues(model, union).filter(({ name }) => !listed.has(name));
  const variants = [
    ...union.branches.map((branch) => ({ ...branch, introspected: introspectedType(branch.type) })),
    ...others.map((value) => ({ ...value, introspected: { kind: "empty" } as const })),
  ].flatMap((variant) => {
    const type = types.use(variant.introspected);
    return includes(variant) ? [{ case: variant.name, type }] : [];
  });
  return { members: common, tag: union.discriminator, variants };
}

function featureNames(features: readonly Feature[], includes: Context["includes"]): Entry {
  const names = features.filter(includes).map(({ name }) => name);
  return names.length > 0 ? { features: names } : {};
}

/** A type in introspection. Unlike in the schema, the members of a command or an event form a type as well. */
type IntrospectedType =
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "defined"; readonly name: string }
  | { readonly kind: "array"; readonly element: IntrospectedType }
  /** The inline members of a command or an event. */
  | { readonly kind: "data"; readonly of: string }
  | { readonly kind: "empty" };

export function introspectedType(type: TypeReference): IntrospectedType {
  switch (type.kind) {
    case "array":
      return { kind: "array", element: introspectedType(type.element) };
    case "builtin":
      // QType is a predefined enum.
      if (type.name === "QType") return { kind: "defined", name: type.name };
      // Integer types differ only in their C types, so introspection reports one.
      return { kind: "builtin", name: isIntegerName(type.name) ? "int" : type.name };
    case "defined":
      return type;
  }
}

/**
 * Assigns the reported names to types and records the used types in order. Names of types other than built-in ones
 * are not part of the interface, so servers mask them with numbers.
 */
class UsedTypes {
  readonly #used = new Map<string, IntrospectedType>();
  readonly #masked = new Map<string, string>();
  readonly #unmask: boolean;

  constructor(unmask: boolean) {
    this.#unmask = unmask;
  }

  /** Iterates in the order of first use, including types that are added during the iteration. */
  [Symbol.iterator](): Iterator<IntrospectedType> {
    return this.#used.values();
  }

  /** Marks the type as used and returns its name. An array precedes its element type. */
  use(type: IntrospectedType): string {
    const key = unmaskedName(type);
    if (!this.#used.has(key)) this.#used.set(key, type);
    if (type.kind === "builtin") return type.name;
    if (type.kind === "array") return `[${this.use(type.element)}]`;
    return this.#unmask ? key : this.#mask(key);
  }

  #mask(name: string): string {
    const known = this.#masked.get(name);
    if (known !== undefined) return known;
    const number = String(this.#masked.size);
    this.#masked.set(name, number);
    return number;
  }
}

/** Returns the unmasked name. Implicit types have the names that QEMU gives them. */
function unmaskedName(type: IntrospectedType): string {
  switch (type.kind) {
    case "builtin":
    case "defined":
      return type.name;
    case "array":
      return `[${unmaskedName(type.element)}]`;
    case "data":
      return `q_obj_${type.of}-arg`;
    case "empty":
      return "q_empty";
  }
}
