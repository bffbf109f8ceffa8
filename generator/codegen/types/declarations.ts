import type { Definition } from "../../model/index.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration } from "../file.js";
import { alternateDeclaration } from "./alternate.js";
import { enumDeclarations } from "./enum.js";
import { structDeclaration } from "./struct.js";
import { unionDeclarations } from "./union.js";

/** What a definition puts among its module's types. */
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
    case "event":
    case "accessor":
      return [];
  }
}
