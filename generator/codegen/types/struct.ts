import type { StructType } from "../../model/index.js";
import { describeDefinition } from "../describe.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration } from "../file.js";
import { properties } from "./members.js";

export function structDeclaration(file: FileBuilder, type: StructType): Declaration {
  return {
    kind: "interface",
    name: file.context.names.of("type", type.name),
    comment: describeDefinition(file.context, type),
    extends: type.base === undefined ? [] : [file.named(type.base)],
    properties: properties(file, type, type.members),
    open: false,
  };
}
