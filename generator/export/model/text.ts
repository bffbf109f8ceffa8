import { jsonText } from "../json-text.js";
import type { ModelDocument } from "./document.js";

/** Prints a document with one definition per line. Equal models have equal texts. */
export function modelText(document: ModelDocument): string {
  return jsonText(document, 2);
}
