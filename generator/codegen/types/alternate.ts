import type { AlternateType, Branch, Feature } from "../../model/index.js";
import { describeDefinition, describeList } from "../describe.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration } from "../file.js";
import { unionOf } from "../literal.js";

/** One of several types that are told apart by the kind of their JSON value. */
export function alternateDeclaration(file: FileBuilder, type: AlternateType): Declaration {
  const types = type.alternatives.map((alternative) => file.type(alternative.type));
  return {
    kind: "alias",
    name: file.context.names.of("type", type.name),
    comment: describeDefinition(file.context, type, {
      list: describeList(file.context, type, type.alternatives.map(noFeatures)),
    }),
    type: unionOf([...new Set(types)]),
  };
}

function noFeatures(alternative: Branch): Branch & { readonly features: readonly Feature[] } {
  return { ...alternative, features: [] };
}
