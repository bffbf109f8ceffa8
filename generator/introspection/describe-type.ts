import {
  commonMembers,
  discriminatorValues,
  qTypeValues,
  type Branch,
  type Condition,
  type Definition,
  type Feature,
  type Member,
  type Members,
  type Model,
  type UnionType,
} from "../model/index.js";
import { introspectedType, type IntrospectedType, type UsedTypes } from "./used-types.js";

/** An entry of the answer to `query-qmp-schema`, or a part of one. */
export type Entry = Readonly<Record<string, unknown>>;

/** An entry without its name, and the condition under which a server reports it. */
export interface Description {
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
export function describeType(type: IntrospectedType, context: Context): Description {
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

interface Value {
  readonly name: string;
  readonly condition: Condition | undefined;
  readonly features: readonly Feature[];
}

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
