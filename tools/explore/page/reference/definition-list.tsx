import type { VNode } from "preact";
import type { DefinitionKind, IndexRow } from "../../data/format.js";
import { Badge } from "../components/badge.js";
import { definitionAddress } from "./address.js";
import { useModel } from "./model-context.js";

const headings: readonly (readonly [heading: string, kinds: readonly DefinitionKind[]])[] = [
  ["Commands", ["command", "accessor"]],
  ["Events", ["event"]],
  ["Types", ["struct", "union", "alternate", "enum"]],
];

/** Definitions by kind, each with its summary. */
export function DefinitionList({ rows }: { readonly rows: readonly IndexRow[] }): VNode {
  return (
    <>
      {headings.map(([heading, kinds]) => {
        const own = rows.filter(([, kind]) => kinds.includes(kind));
        return own.length === 0 ? null : <Section key={heading} heading={heading} rows={own} />;
      })}
    </>
  );
}

function Section({ heading, rows }: { readonly heading: string; readonly rows: readonly IndexRow[] }): VNode {
  const { info } = useModel();
  return (
    <section>
      <h2>{heading}</h2>
      <ul class="summaries">
        {rows.map(([name, kind, , summary, marks = ""]) => (
          <li key={name}>
            <a href={definitionAddress(info.name, name)}>
              <code>{name}</code>
            </a>{" "}
            {heading === "Types" && <Badge word={kind} />}
            {marks !== "" && marks.split(" ").map((mark) => <Badge key={mark} word={mark} />)}
            <span class="summary">{summary}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
