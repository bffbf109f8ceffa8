import type { VNode } from "preact";
import { views } from "../app/views.js";
import { addressOf } from "../app/router.js";
import type { Definition } from "../../data/format.js";

/** Links to other views that take the definition. */
export function DefinitionActions({ definition }: { readonly definition: Definition }): VNode | null {
  const hasConsole = views.value.some(({ name }) => name === "console");
  if (definition.kind !== "command" || !hasConsole) return null;
  return (
    <p>
      <a class="button" href={addressOf("console", definition.name)}>
        Open in the console
      </a>
    </p>
  );
}
