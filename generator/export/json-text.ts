import { escapeControls } from "../diagnostics/escape.js";
import type { ModelDocument } from "./model/document.js";
import type { AnnotatedModel } from "./model/read-document.js";

/** The formats of an export: the model, JSON Schema 2020-12, or AsyncAPI 3.0. */
export const exportFormats = ["model", "json-schema", "asyncapi"] as const;

export type ExportFormat = (typeof exportFormats)[number];

/** Returns the name of an interface for people: that of its server, else that of the schema. */
export function titleOf({ server, model }: Pick<AnnotatedModel, "server" | "model">): string {
  return server === undefined ? (model.modules[0]?.name ?? "") : `${server.name} ${server.version}`;
}

/**
 * Prints JSON with the items of its outer lists and objects on their own lines, so that a change to one item is a change
 * to one line. An integer that only a bigint holds is printed exactly. Characters that are invisible are escaped.
 * @param depth - the number of levels that are divided into lines.
 */
export function jsonText(value: unknown, depth: number): string {
  return escapeControls(`${text(value, depth)}\n`);
}

function text(value: unknown, depth: number): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const items = Array.isArray(value)
    ? value.map((item) => text(item, depth - 1))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}:${text(item, depth - 1)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const isDivided = depth > 0 && items.length > 0;
  return isDivided ? `${open}\n${items.join(",\n")}\n${close}` : `${open}${items.join(",")}${close}`;
}

/** Prints a document with one definition per line. Equal models have equal texts. */
export function modelText(document: ModelDocument): string {
  return jsonText(document, 2);
}
