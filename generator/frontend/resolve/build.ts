import type { DefinitionKind } from "../kinds.js";
import type {
  AlternateType,
  Command,
  Definition,
  Documentation,
  EnumType,
  Event,
  StructType,
  UnionType,
} from "../../model/index.js";
import { parseDocumentation } from "../doc-comment/parse.js";
import type { SourceFile } from "../source.js";
import { valueOf, type DocComment, type Expression, type SyntaxNode } from "../syntax.js";
import { ExpressionReader } from "./read.js";

/** Makes the definition that an expression of sound shape stands for. */
export function buildDefinition(kind: DefinitionKind, expression: Expression, module: string): Definition {
  const reader = new ExpressionReader(expression);
  const { source, node, comment } = expression;
  const name = valueOf(node, kind);
  const common: Common = {
    name: reader.string(kind) ?? "",
    module,
    position: source.position(node.offset),
    documentation: comment && documentationOf(source, comment, name),
    condition: reader.condition(),
    features: reader.features(),
  };
  return builders[kind](reader, common);
}

/** What is documented under the name that the file has for it is documented under the one that the model has. */
function documentationOf(
  source: SourceFile,
  comment: DocComment,
  name: SyntaxNode | undefined,
): Documentation {
  const documentation = parseDocumentation(source, comment);
  if (name?.kind !== "string" || name.written !== documentation.symbol) return documentation;
  return { ...documentation, symbol: name.value };
}

type Common = Pick<Definition, "name" | "module" | "position" | "documentation" | "condition" | "features">;

const builders: Record<DefinitionKind, (reader: ExpressionReader, common: Common) => Definition> = {
  enum: (reader, common): EnumType => ({
    kind: "enum",
    ...common,
    values: reader.enumValues("data"),
    prefix: reader.string("prefix"),
  }),
  struct: (reader, common): StructType => ({
    kind: "struct",
    ...common,
    base: reader.string("base"),
    members: reader.inlineMembers("data"),
  }),
  union: (reader, common): UnionType => ({
    kind: "union",
    ...common,
    base: reader.members("base"),
    discriminator: reader.string("discriminator") ?? "",
    branches: reader.branches("data"),
  }),
  alternate: (reader, common): AlternateType => ({
    kind: "alternate",
    ...common,
    alternatives: reader.branches("data"),
  }),
  command: (reader, common): Command => ({
    kind: "command",
    ...common,
    data: reader.members("data"),
    returns: reader.type("returns"),
    boxed: reader.flag("boxed", false),
    successResponse: reader.flag("success-response", true),
    gen: reader.flag("gen", true),
    allowOob: reader.flag("allow-oob", false),
    allowPreconfig: reader.flag("allow-preconfig", false),
    coroutine: reader.flag("coroutine", false),
  }),
  event: (reader, common): Event => ({
    kind: "event",
    ...common,
    data: reader.members("data"),
    boxed: reader.flag("boxed", false),
  }),
};
