import type { VNode } from "preact";
import type { DefinitionKind } from "../../data/format.js";
import { DefinitionList } from "./definition-list.js";
import { useModel } from "./model-context.js";

/** How many definitions the model has, and all commands and events. */
export function OverviewPage(): VNode {
  const { index, info } = useModel();
  const rows = index.definitions;
  const count = (...kinds: readonly DefinitionKind[]): number =>
    rows.filter(([, kind]) => kinds.includes(kind)).length;
  return (
    <>
      <h1>{info.label}</h1>
      <p>
        {count("command", "accessor")} commands, {count("event")} events and{" "}
        {count("enum", "struct", "union", "alternate")} types in {index.modules.length} modules. Search for a
        name, for words of its documentation, or for a member.
      </p>
      <DefinitionList
        rows={rows
          .filter(([, kind]) => kind === "command" || kind === "accessor" || kind === "event")
          .toSorted(([a], [b]) => (a < b ? -1 : 1))}
      />
    </>
  );
}
