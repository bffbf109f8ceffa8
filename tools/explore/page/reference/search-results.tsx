import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { Badge } from "../components/badge.js";
import type { Model } from "../data/model.js";
import { maxHits, type Group, type Hit, type SearchIndex } from "../search/search-index.js";
import { hitAddress } from "./address.js";

interface Props {
  readonly model: Model;
  readonly search: SearchIndex | undefined;
  readonly query: string;
  readonly group: Group;
}

/** The hits as links. The arrow keys move between them, and from the first one back to the search. */
export function SearchResults({ model, search, query, group }: Props): VNode {
  const hits = useMemo(() => search?.find(query, { group }) ?? [], [search, query, group]);
  return (
    <div class="results">
      <p class="results-count" role="status">
        {search === undefined ? "Loading" : countText(hits.length)}
      </p>
      <ul onKeyDown={onArrow}>
        {hits.map((hit) => (
          <li key={`${hit.kind} ${hit.owner ?? ""} ${hit.name}`}>
            <HitLink hit={hit} model={model.info.name} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function HitLink({ hit, model }: { readonly hit: Hit; readonly model: string }): VNode {
  const { kind, name, owner, summary, marks = "" } = hit;
  return (
    <a class="hit" href={hitAddress(model, hit)}>
      <span class="hit-head">
        <span class="hit-name">
          {owner !== undefined && <span class="hit-owner">{owner}.</span>}
          {name}
        </span>
        <Badge word={kind} />
        {marks.includes("deprecated") && <Badge word="deprecated" />}
        {marks.includes("unstable") && <Badge word="unstable" />}
      </span>
      {summary !== "" && <span class="hit-summary">{summary}</span>}
    </a>
  );
}

function countText(count: number): string {
  if (count >= maxHits) return `The best ${maxHits} results`;
  return count === 1 ? "1 result" : `${count} results`;
}

function onArrow(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp" && event.key !== "Escape") return;
  event.preventDefault();
  const item = event.target instanceof Element ? event.target.closest("li") : null;
  const next = event.key === "ArrowDown" ? item?.nextElementSibling : item?.previousElementSibling;
  const search = document.querySelector<HTMLElement>("input[type=search]");
  const link = event.key === "Escape" ? null : next?.querySelector("a");
  if (link) link.focus();
  else if (event.key !== "ArrowDown") search?.focus();
}
