import {
  type Accessor,
  commandDefaults,
  type Definition,
  type Documentation,
  eventDefaults,
  type Model,
  type Module,
} from "../model/index.js";
import { makeModel, mapDefinitions } from "../model/make-model.js";
import { parseDocumentation, parseFreeForm } from "./documentation/documentation.js";
import type { LoadedModule, LoadedSchema } from "./load.js";
import { ExpressionReader } from "./resolve-definition.js";
import type { SourceFile } from "./source.js";
import {
  type DefinitionKind,
  definitionKindOf,
  type DocComment,
  type Expression,
  type SyntaxNode,
  valueOf,
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
