import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { addressOf } from "../app/router.js";
import { Badge } from "../components/badge.js";
import { consoleState } from "./console-state.js";
import type { KnownMachine } from "./known-machine.js";
import { HistoryList } from "./history-list.js";

/** The commands of the machine that match what the user types, and those that were sent. */
export function CommandList({ known }: { readonly known: KnownMachine }): VNode {
  const [query, setQuery] = useState("");
  const names = useMemo(() => [...known.schema.commands.keys()].sort(), [known]);
  const words = query.toLowerCase().split(/[\s_-]+/);
  const found = names.filter((name) => words.every((word) => name.toLowerCase().includes(word)));
  return (
    <aside class="console-list" aria-label="Commands">
      <label class="field">
        <span>Command</span>
        <input
          type="search"
          value={query}
          placeholder="Name (press /)"
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => {
            setQuery(currentTarget.value);
          }}
          onKeyDown={onSearchKey}
        />
      </label>
      <p class="console-count" role="status">{`${found.length} of ${names.length} commands`}</p>
      <ul class="console-commands" onKeyDown={onListKey}>
        {found.map((name) => (
          <CommandItem key={name} name={name} known={known} />
        ))}
      </ul>
      <HistoryList />
    </aside>
  );
}

function CommandItem({ name, known }: { readonly name: string; readonly known: KnownMachine }): VNode {
  const effect = known.effects.get(name);
  return (
    <li>
      <a
        href={addressOf("console", name)}
        title={known.documentation.summary(name)}
        aria-current={name === consoleState.draft.value.command ? "true" : undefined}
      >
        <code>{name}</code>
        {effect === "destroy" && <Badge word="destroy" />}
      </a>
    </li>
  );
}

/** Down goes to the commands, Enter opens the first one. */
function onSearchKey(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "Enter") return;
  const first = document.querySelector<HTMLAnchorElement>(".console-commands a");
  if (first === null) return;
  event.preventDefault();
  if (event.key === "Enter") first.click();
  else first.focus();
}

/** Up and down go through the commands, and from the first one to the search. */
function onListKey(event: KeyboardEvent): void {
  const item = event.target instanceof Element ? event.target.closest("li") : null;
  const next =
    event.key === "ArrowDown"
      ? item?.nextElementSibling
      : event.key === "ArrowUp"
        ? item?.previousElementSibling
        : undefined;
  if (next === undefined) return;
  event.preventDefault();
  const target =
    next?.querySelector("a") ??
    (event.key === "ArrowUp" ? document.querySelector<HTMLElement>(".console-list input") : null);
  target?.focus();
}
