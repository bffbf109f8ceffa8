import type { Definition } from "../../model/index.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration } from "../file.js";
import { accessorArgumentsDeclaration, annotatedArgumentsDeclarations } from "./accessor.js";
import { alternateDeclaration } from "./alternate.js";
import { argumentsDeclaration } from "./command.js";
import { enumDeclarations } from "./enum.js";
import { dataDeclaration } from "./event.js";
import { structDeclaration } from "./struct.js";
import { unionDeclarations } from "./union.js";

/** Returns the types that a definition adds to its module's `types.ts`. */
export function typeDeclarations(file: FileBuilder, definition: Definition): readonly Declaration[] {
  switch (definition.kind) {
    case "enum":
      return enumDeclarations(file, definition);
    case "struct":
      return [structDeclaration(file, definition)];
    case "union":
      return unionDeclarations(file, definition);
    case "alternate":
      return [alternateDeclaration(file, definition)];
    case "command":
      return argumentsDeclaration(file, definition);
    case "event":
      return [...dataDeclaration(file, definition), ...annotatedArgumentsDeclarations(file, definition)];
    case "accessor":
      return accessorArgumentsDeclaration(file, definition);
  }
}
