import { firstSentence } from "../../../documentation/documentation.js";
import type { Definition } from "../../data/format.js";

/** The text of a definition's body, each paragraph in one line, without the address of QEMU's manual. */
export function bodyOf({ documentation }: Definition): string {
  return (documentation?.body ?? [])
    .map(({ text = "" }) => oneLine(text))
    .join(" ")
    .replace(/\s*https:\/\/www\.qemu\.org\/docs\/\S+/g, "")
    .trim();
}

/** Returns the first sentence about a definition. */
export function summaryOf(definition: Definition): string {
  return firstSentence(bodyOf(definition)) ?? "";
}

/** Returns the names of the members, values, branches and alternatives that a definition lists itself. */
export function partsOf(definition: Definition): readonly string[] {
  return listsOf(definition).flatMap((list) =>
    typeof list === "string" ? [] : list.map(({ name }) => name),
  );
}

/** Returns the text about each part of a definition, in one line. */
export function partTexts({ documentation }: Definition): ReadonlyMap<string, string> {
  return new Map((documentation?.members ?? []).map(({ name, text = "" }) => [name, oneLine(text)]));
}

type List = string | readonly { readonly name: string }[];

function listsOf(definition: Definition): readonly List[] {
  switch (definition.kind) {
    case "enum":
      return [definition.values];
    case "struct":
      return [definition.members];
    case "union":
      return [definition.base, definition.branches];
    case "alternate":
      return [definition.alternatives];
    case "event":
      return [definition.data];
    case "command":
    case "accessor":
      return [definition.arguments];
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
