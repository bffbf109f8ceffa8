import { commandDefaults, eventDefaults, type Definition, type Documentation } from "../../model/index.js";
import { parseDocumentation } from "../doc-comment/documentation.js";
import type { SourceFile } from "../source.js";
import {
  valueOf,
  type DefinitionKind,
  type DocComment,
  type Expression,
  type SyntaxNode,
} from "../syntax.js";
import { ExpressionReader } from "./read.js";

/** Builds the definition of an expression that matches the grammar. */
export function buildDefinition(kind: DefinitionKind, expression: Expression, module: string): Definition {
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
        boxed: reader.flag("boxed", commandDefaults.boxed),
        successResponse: reader.flag("success-response", commandDefaults.successResponse),
        gen: reader.flag("gen", commandDefaults.gen),
        allowOob: reader.flag("allow-oob", commandDefaults.allowOob),
        allowPreconfig: reader.flag("allow-preconfig", commandDefaults.allowPreconfig),
        coroutine: reader.flag("coroutine", commandDefaults.coroutine),
      };
    case "event":
      return { kind, data: reader.members("data"), boxed: reader.flag("boxed", eventDefaults.boxed) };
  }
}
