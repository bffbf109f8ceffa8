import {
  commandDefaults,
  eventDefaults,
  isBuiltinName,
  keyOf,
  type Accessor,
  type Branch,
  type Condition,
  type Definition,
  type Documentation,
  type EnumValue,
  type Feature,
  type Member,
  type Members,
  type Model,
  type Module,
  type Position,
  type TypeReference,
} from "../model/index.js";
import { makeModel, mapDefinitions } from "../model/make-model.js";
import { parseDocumentation, parseFreeForm } from "./documentation/documentation.js";
import type { LoadedModule, LoadedSchema } from "./load.js";
import type { SourceFile } from "./source.js";
import {
  definitionKindOf,
  valueOf,
  type DefinitionKind,
  type DocComment,
  type Expression,
  type ObjectEntry,
  type ObjectNode,
  type SyntaxNode,
} from "./syntax.js";

/**
 * Builds the model of a schema whose expressions match the grammar. Names are not checked: the rules check the finished
 * model.
 */
export function resolveSchema(schema: LoadedSchema): Model {
  const built = new Map<Expression, Definition>();
  const modules = schema.modules.map((module) => resolveModule(module, built));
  const definitions = schema.definitions.flatMap((expression) => built.get(expression) ?? []);
  return resolveAccessors(makeModel(modules, definitions));
}

function resolveModule(module: LoadedModule, built: Map<Expression, Definition>): Module {
  const { source, name, includes } = module;
  const definitions = module.definitions.flatMap((expression) => {
    const kind = definitionKindOf(expression.node);
    if (kind === undefined) return [];
    const definition = buildDefinition(kind, expression, name);
    built.set(expression, definition);
    return [definition];
  });
  const freeForm = module.freeForm.map((comment) => parseFreeForm(source, comment));
  return { name, file: source.file, includes, definitions, freeForm };
}

/** Turns each command that returns an event into a signal accessor. It requires the events of all modules. */
function resolveAccessors(model: Model): Model {
  const events = new Set(model.definitions.flatMap(({ kind, name }) => (kind === "event" ? [name] : [])));
  return mapDefinitions(model, (each) => {
    if (each.kind !== "command" || each.returns?.kind !== "defined") return [each];
    const { returns, ...properties } = each;
    if (!events.has(returns.name)) return [each];
    return [{ ...properties, kind: "accessor", event: returns.name } satisfies Accessor];
  });
}

/** Builds the definition of an expression that matches the grammar. */
function buildDefinition(kind: DefinitionKind, expression: Expression, module: string): Definition {
  const reader = new ExpressionReader(expression);
  const { source, node, comment } = expression;
  const name = valueOf(node, kind) ?? node;
  const common: Common = {
    name: reader.string(kind) ?? "",
    module,
    position: source.position(name.offset),
    documentation: comment && documentationOf(source, comment, name),
    condition: reader.condition(),
    features: reader.features(),
  };
  return { ...common, ...propertiesOf(kind, reader) };
}

/** Documentation names a definition of the signal draft by its name in the draft. */
function documentationOf(source: SourceFile, comment: DocComment, name: SyntaxNode): Documentation {
  const documentation = parseDocumentation(source, comment);
  if (name.kind !== "string" || name.sourceText !== documentation.symbol) return documentation;
  return { ...documentation, symbol: name.value };
}

type CommonKey = "name" | "module" | "position" | "documentation" | "condition" | "features";
type Common = Pick<Definition, CommonKey>;
type Properties<D> = D extends Definition ? Omit<D, CommonKey> : never;

/** The properties of each kind of definition. The grammar has the keys from which they are read. */
function propertiesOf(kind: DefinitionKind, reader: ExpressionReader): Properties<Definition> {
  switch (kind) {
    case "enum":
      return { kind, values: reader.enumValues("data"), prefix: reader.string("prefix") };
    case "struct":
      return { kind, base: reader.string("base"), members: reader.inlineMembers("data") };
    case "union":
      return {
        kind,
        base: reader.members("base"),
        discriminator: reader.string("discriminator") ?? "",
        branches: reader.branches("data"),
      };
    case "alternate":
      return { kind, alternatives: reader.branches("data") };
    case "command":
      return {
        kind,
        data: reader.members("data"),
        returns: reader.type("returns"),
        ...reader.scalars(commandDefaults),
      };
    case "event":
      return { kind, data: reader.members("data"), ...reader.scalars(eventDefaults) };
  }
}

/**
 * Reads the parts of an expression that matches the grammar. The language permits a plain value instead of an object
 * with one key (`'str'` for `{ 'type': 'str' }`); both give the same result.
 */
class ExpressionReader {
  readonly #expression: Expression;

  constructor(expression: Expression) {
    this.#expression = expression;
  }

  string(key: string): string | undefined {
    return stringOf(this.#value(key));
  }

  /** Returns the properties whose keys have a string, true or false; those of absent keys have their default. */
  scalars<Properties extends object>(defaults: Properties): Properties {
    const given = Object.keys(defaults).flatMap((property) => {
      const node = this.#value(keyOf(property));
      return node?.kind === "boolean" || node?.kind === "string" ? [[property, node.value]] : [];
    });
    return { ...defaults, ...(Object.fromEntries(given) as Partial<Properties>) };
  }

  type(key: string): TypeReference | undefined {
    const node = this.#value(key);
    return node && typeOf(node);
  }

  condition(): Condition | undefined {
    return conditionIn(this.#expression.node);
  }

  features(): Feature[] {
    return this.#featuresIn(this.#expression.node);
  }

  members(key: string): Members {
    const name = this.string(key);
    if (name !== undefined) return { kind: "named", type: name };
    return { kind: "inline", members: this.inlineMembers(key) };
  }

  inlineMembers(key: string): Member[] {
    return this.#entries(key).map(({ key: { value: name, offset }, value }) => ({
      name: name.replace(/^\*/, ""),
      optional: name.startsWith("*"),
      type: typeOf(longhand(value, "type")),
      position: this.#position(offset),
      condition: conditionIn(value),
      features: this.#featuresIn(value),
    }));
  }

  branches(key: string): Branch[] {
    return this.#entries(key).map(({ key: { value: name, offset }, value }) => ({
      name,
      type: typeOf(longhand(value, "type")),
      position: this.#position(offset),
      condition: conditionIn(value),
    }));
  }

  enumValues(key: string): EnumValue[] {
    return elementsOf(this.#value(key)).map((node) => ({
      ...this.#named(node),
      features: this.#featuresIn(node),
    }));
  }

  #featuresIn(node: SyntaxNode): Feature[] {
    if (node.kind !== "object") return [];
    return elementsOf(valueOf(node, "features")).map((element) => this.#named(element));
  }

  #named(node: SyntaxNode): { name: string; position: Position; condition: Condition | undefined } {
    const name = longhand(node, "name");
    return {
      name: stringOf(name) ?? "",
      position: this.#position(name.offset),
      condition: conditionIn(node),
    };
  }

  #value(key: string): SyntaxNode | undefined {
    return valueOf(this.#expression.node, key);
  }

  #entries(key: string): readonly ObjectEntry[] {
    const node = this.#value(key);
    return node?.kind === "object" ? node.entries : [];
  }

  #position(offset: number): Position {
    return this.#expression.source.position(offset);
  }
}

/** Returns the value of `key` in an object, and any other node itself. */
function longhand(node: SyntaxNode, key: string): SyntaxNode {
  return node.kind === "object" ? (valueOf(node, key) ?? node) : node;
}

function stringOf(node: SyntaxNode | undefined): string | undefined {
  return node?.kind === "string" ? node.value : undefined;
}

function elementsOf(node: SyntaxNode | undefined): readonly SyntaxNode[] {
  return node?.kind === "array" ? node.elements : [];
}

function typeOf(node: SyntaxNode): TypeReference {
  if (node.kind === "array") return { kind: "array", element: namedType(stringOf(node.elements[0]) ?? "") };
  return namedType(stringOf(node) ?? "");
}

function namedType(name: string): TypeReference {
  return isBuiltinName(name) ? { kind: "builtin", name } : { kind: "defined", name };
}

function conditionIn(node: SyntaxNode): Condition | undefined {
  const condition = node.kind === "object" ? valueOf(node, "if") : undefined;
  return condition && conditionOf(condition);
}

function conditionOf(node: SyntaxNode): Condition {
  if (node.kind !== "object") return { kind: "defined", name: stringOf(node) ?? "" };
  return operationOf(node);
}

function operationOf(node: ObjectNode): Condition {
  const not = valueOf(node, "not");
  if (not) return { kind: "not", condition: conditionOf(not) };
  const kind = valueOf(node, "all") ? "all" : "any";
  return { kind, conditions: elementsOf(valueOf(node, kind)).map(conditionOf) };
}
