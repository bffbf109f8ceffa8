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
import type { Description, Entry } from "./description.js";
import { seenType, type SeenType, type UsedTypes } from "./used-types.js";

interface Context {
  readonly model: Model;
  readonly types: UsedTypes;
  /** Whether something is there in the build. */
  readonly shows: (something: { readonly condition: Condition | undefined }) => boolean;
}

/** Where a built-in type's values have another name in JSON than the type has. */
const jsonTypes: Readonly<Record<string, string>> = { str: "string", bool: "boolean", any: "value" };

/** Describes a type that is used; using further types on the way. */
export function describeType(type: SeenType, context: Context): Description {
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
      return dataDescription(type.of, context);
    case "defined":
      return definedDescription(type.name, context);
  }
}

function plain(metaType: string, details: Entry): Description {
  return { metaType, condition: undefined, features: [], details };
}

/** An array is there where its element is. */
function conditionOf(type: SeenType, model: Model): Condition | undefined {
  if (type.kind === "array") return conditionOf(type.element, model);
  return type.kind === "defined" ? model.byName.get(type.name)?.condition : undefined;
}

function dataDescription(of: string, context: Context): Description {
  const definition = context.model.byName.get(of);
  const data: Members =
    definition && "data" in definition ? definition.data : { kind: "inline", members: [] };
  return { ...plain("object", { members: members(data, context) }), condition: definition?.condition };
}

function definedDescription(name: string, context: Context): Description {
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
      return { members: definition.alternatives.flatMap((each) => alternative(each, context)) };
    case "union":
      return unionDetails(definition, context);
    case "struct":
      return { members: members({ kind: "named", type: definition.name }, context) };
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

function enumDetails(values: readonly Value[], { shows }: Context): Entry {
  const shown = values.filter(shows);
  return {
    members: shown.map(({ name, features }) => ({ name, ...featureNames(features, shows) })),
    values: shown.map(({ name }) => name),
  };
}

function members(data: Members, context: Context): Entry[] {
  return commonMembers(context.model, data).flatMap((member) => describeMember(member, context));
}

/** Its type is used even where the member itself is not shown. */
function describeMember(member: Member, { types, shows }: Context): Entry[] {
  const type = types.use(seenType(member.type));
  if (!shows(member)) return [];
  const { name, optional, features } = member;
  return [{ name, type, ...(optional && { default: null }), ...featureNames(features, shows) }];
}

function alternative(branch: Branch, { types, shows }: Context): Entry[] {
  const type = types.use(seenType(branch.type));
  return shows(branch) ? [{ type }] : [];
}

/** The branches that the union lists, then the other values of its discriminator, which bring nothing. */
function unionDetails(union: UnionType, context: Context): Entry {
  const { model, types, shows } = context;
  const common = members(union.base, context);
  const listed = new Set(union.branches.map(({ name }) => name));
  const others = discriminatorValues(model, union).filter(({ name }) => !listed.has(name));
  const variants = [
    ...union.branches.map((branch) => ({ ...branch, seen: seenType(branch.type) })),
    ...others.map((value) => ({ ...value, seen: { kind: "empty" } as const })),
  ].flatMap((variant) => {
    const type = types.use(variant.seen);
    return shows(variant) ? [{ case: variant.name, type }] : [];
  });
  return { members: common, tag: union.discriminator, variants };
}

function featureNames(features: readonly Feature[], shows: Context["shows"]): Entry {
  const names = features.filter(shows).map(({ name }) => name);
  return names.length > 0 ? { features: names } : {};
}
