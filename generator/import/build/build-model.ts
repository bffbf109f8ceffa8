import {
  type Command,
  commandDefaults,
  type Condition,
  type Definition,
  type Event,
  eventDefaults,
  givenProperties,
  type Members,
  type Model,
  type Module,
  noPosition,
} from "../../model/index.js";
import { makeModel } from "../../model/make-model.js";
import {
  typeIdIn,
  type MergedEntry,
  type MergedMember,
  type MergedObject,
  type MergedSchema,
  type TypeUse,
} from "../merge/merged-schema.js";
import { nameTypes, usesOfEntry, usesOfType } from "../names/name-types.js";
import { matchSchema, type SchemaMatch } from "../names/match-schema.js";
import { restoreBases } from "./restore-bases.js";
import {
  type BuildContext,
  buildMembers,
  buildType,
  commonProperties,
  moduleName,
  referenceTo,
} from "./types.js";

/** Where the parts of a model come from that answers do not have. */
export interface ImportOptions {
  /** A schema that provides type names, and the facts that introspection does not report. Default: none. */
  readonly names?: Model;
  /**
   * Whether `names` provides the documentation too. It must pass the rules of documentation, so that the import does.
   * Default: false.
   */
  readonly documentation?: boolean;
}

/** Builds a model of the merged answers. Type names come from `names`, or else from the uses of the types. */
export function buildModel(schema: MergedSchema, { names, documentation = false }: ImportOptions): Model {
  const match = names && matchSchema(schema, names);
  const given = new Map([...(match?.types ?? [])].map(([id, { name }]) => [id, name]));
  const context: BuildContext = {
    schema,
    names: nameTypes(schema, given),
    match,
    hasDocumentation: documentation,
    inline: findInlineTypes(schema, match),
  };
  const definitions = withBases(definitionsOf(context), context);
  const module: Module = {
    name: moduleName,
    file: `${moduleName}.json`,
    includes: [],
    definitions,
    freeForm: [],
  };
  return makeModel([module], definitions);
}

/** Only one server's answer decides which members a base has. */
function withBases(definitions: readonly Definition[], context: BuildContext): readonly Definition[] {
  const { match, names, schema } = context;
  if (match === undefined || schema.origins.length > 1) return definitions;
  const known = new Map([...match.types].map(([id, definition]) => [names.get(id) ?? "", definition]));
  return restoreBases(definitions, known, match.model, context.hasDocumentation);
}

/** Returns each command and event after the types that it is the first to use, then the unused types. */
function definitionsOf(context: BuildContext): Definition[] {
  const { entries, unused } = context.schema;
  const seen = new Set<number>();
  return [
    ...entries.flatMap((entry) => [
      ...typeDefinitions(
        usesOfEntry(entry).map(({ use }) => use),
        seen,
        context,
      ),
      buildEntry(entry, context),
    ]),
    ...typeDefinitions(unused, seen, context),
    ...(unused.length > 0 ? [buildUnusedTypesEvent(context)] : []),
  ];
}

function typeDefinitions(uses: readonly TypeUse[], seen: Set<number>, context: BuildContext): Definition[] {
  const { schema, inline } = context;
  return typesFrom(uses, schema, seen).flatMap((id) => {
    const type = schema.types.get(id);
    return type && !inline.has(id) ? [buildType(id, type, context)] : [];
  });
}

/** Returns the types that are reachable from these uses and not seen yet. */
function typesFrom(uses: readonly TypeUse[], { types }: MergedSchema, seen: Set<number>): number[] {
  const found: number[] = [];
  const pending = [...uses];
  // The iteration includes uses that it adds.
  for (const use of pending) {
    const id = typeIdIn(use);
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    found.push(id);
    const type = types.get(id);
    if (type) for (const used of usesOfType(type)) pending.push(used.use);
  }
  return found;
}

/**
 * Finds the types whose members are written inline: arguments and event data that have a single use and no features,
 * unless the schema names them.
 */
function findInlineTypes(schema: MergedSchema, match: SchemaMatch | undefined): ReadonlySet<number> {
  const counts = countUses(schema);
  const inline = new Set<number>();
  for (const entry of schema.entries) {
    const id = directTypeId(entry.data);
    const type = id === undefined ? undefined : schema.types.get(id);
    if (id === undefined || type?.kind !== "object" || counts.get(id) !== 1) continue;
    const canBeInline = type.tag === undefined && type.features.length === 0 && type.members.length > 0;
    if (canBeInline && !hasNamedData(entry, id, match)) inline.add(id);
  }
  return inline;
}

function countUses({ entries, types }: MergedSchema): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const uses = [...entries.flatMap(usesOfEntry), ...[...types.values()].flatMap(usesOfType)];
  for (const { use } of uses) {
    const id = typeIdIn(use);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

function hasNamedData({ name }: MergedEntry, id: number, match: SchemaMatch | undefined): boolean {
  return match?.types.has(id) === true && match.entry(name)?.data.kind === "named";
}

const preferredName = "X_UNUSED_TYPES";

const marker: Condition = { kind: "defined", name: "OTHER_BUILD" };

/** `marker` and not `marker`: false in every build. */
const never: Condition = { kind: "all", conditions: [marker, { kind: "not", condition: marker }] };

/**
 * Builds an event that refers to the unused types and exists in no build. A server reports the types of commands
 * that it was built without. Introspection of the imported schema must report them too, and it reports only types that
 * a command or an event refers to. Bindings omit the event.
 */
function buildUnusedTypesEvent(context: BuildContext): Event {
  const { entries, unused } = context.schema;
  let name = preferredName;
  while (entries.some((entry) => entry.name === name)) name += "_X";
  const members = unused.map((use, index) => ({
    name: `type-${index + 1}`,
    optional: false,
    type: referenceTo(use, context, undefined),
    position: noPosition,
    condition: undefined,
    features: [],
  }));
  return {
    kind: "event",
    name,
    module: moduleName,
    position: noPosition,
    documentation: undefined,
    condition: never,
    features: [],
    data: { kind: "inline", members },
    ...eventDefaults,
  };
}

/** Builds the definition of a command or an event. */
function buildEntry(entry: MergedEntry, context: BuildContext): Command | Event {
  const known = context.match?.entry(entry.name);
  const parts = inlineMembers(entry.data, context) ?? [];
  const data = dataOf(entry.data, known?.data, context);
  const shared = {
    ...commonProperties(entry.name, entry, parts, context, known),
    data,
    boxed: isUnion(entry.data, context) || (data.kind === "named" && known?.boxed === true),
  };
  if (entry.kind === "event") {
    return {
      kind: "event",
      ...propertiesOf(eventDefaults, known?.kind === "event" ? known : undefined),
      ...shared,
    };
  }
  const command = known?.kind === "command" ? known : undefined;
  return {
    kind: "command",
    ...propertiesOf(commandDefaults, command),
    ...shared,
    returns: entry.returns && referenceTo(entry.returns, context, command?.returns),
    allowOob: entry.allowOob,
  };
}

/** Returns the properties that introspection does not report: those of the known definition, or else their defaults. */
function propertiesOf<Properties extends object>(
  defaults: Properties,
  known: Properties | undefined,
): Properties {
  return known === undefined
    ? defaults
    : { ...defaults, ...Object.fromEntries(givenProperties(known, defaults)) };
}

function dataOf(use: TypeUse | undefined, known: Members | undefined, context: BuildContext): Members {
  const inline = inlineMembers(use, context);
  if (inline) return { kind: "inline", members: buildMembers(inline, known, context) };
  const id = directTypeId(use);
  if (id === undefined) return { kind: "inline", members: [] };
  return { kind: "named", type: context.names.get(id) ?? "" };
}

function inlineMembers(use: TypeUse | undefined, context: BuildContext): readonly MergedMember[] | undefined {
  const id = directTypeId(use);
  return id !== undefined && context.inline.has(id) ? objectOf(id, context)?.members : undefined;
}

/** Only boxed arguments can be a union. */
function isUnion(use: TypeUse | undefined, context: BuildContext): boolean {
  const id = directTypeId(use);
  return id !== undefined && objectOf(id, context)?.tag !== undefined;
}

function objectOf(id: number, { schema }: BuildContext): MergedObject | undefined {
  const type = schema.types.get(id);
  return type?.kind === "object" ? type : undefined;
}

/** Returns the number of a used type; undefined for built-in types and arrays. */
function directTypeId(use: TypeUse | undefined): number | undefined {
  return use?.kind === "type" ? use.id : undefined;
}
