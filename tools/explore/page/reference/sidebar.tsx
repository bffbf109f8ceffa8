import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { navigate } from "../app/router.js";
import type { Model } from "../data/model.js";
import type { ModelInfo } from "../../data/format.js";
import { groups, type Group } from "../search/search-index.js";
import { useSearch } from "../search/use-search.js";
import { devicesAddress, modelAddress, moduleAddress } from "./address.js";
import { readPlace, type Place } from "./place.js";
import { SearchResults } from "./search-results.js";

interface Props {
  readonly infos: readonly ModelInfo[];
  readonly model: Model;
  /** The address after the name of the model, which another model is shown at too. */
  readonly rest: readonly string[];
}

/** The choice of the model, the search, and its results or the modules. */
export function Sidebar({ infos, model, rest }: Props): VNode {
  const [query, setQuery] = useState("");
  const [group, setGroup] = useState<Group>("everything");
  const [isUsed, setUsed] = useState(false);
  // A narrow screen has no place for the results beside what they lead to.
  const [isOpen, setOpen] = useState(true);
  const search = useSearch(model, isUsed);
  useEffect(() => {
    if (rest.length > 0) setOpen(false);
  }, [rest.join("/")]);
  return (
    <aside class={isOpen ? "sidebar" : "sidebar sidebar-closed"} aria-label="Search and contents">
      <label class="field">
        <span>Interface</span>
        <select
          value={model.info.name}
          onChange={({ currentTarget }) => {
            navigate(["reference", currentTarget.value, ...rest]);
          }}
        >
          {infos.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Search</span>
        <input
          type="search"
          value={query}
          placeholder="Name, words or member (press /)"
          autocomplete="off"
          spellcheck={false}
          onFocus={() => {
            setUsed(true);
            setOpen(true);
          }}
          onInput={({ currentTarget }) => {
            setQuery(currentTarget.value);
            setOpen(true);
          }}
          onKeyDown={onSearchKey}
        />
      </label>
      {query.trim() === "" ? (
        <Contents model={model} current={moduleOf(model, readPlace(rest))} />
      ) : (
        <>
          <GroupChoice group={group} choose={setGroup} />
          <SearchResults model={model} search={search} query={query} group={group} />
        </>
      )}
    </aside>
  );
}

interface GroupProps {
  readonly group: Group;
  readonly choose: (group: Group) => void;
}

function GroupChoice({ group, choose }: GroupProps): VNode {
  return (
    <fieldset class="groups">
      <legend class="visually-hidden">Show</legend>
      {(Object.keys(groups) as Group[]).map((each) => (
        <label key={each} class={each === group ? "group group-chosen" : "group"}>
          <input
            type="radio"
            name="group"
            class="visually-hidden"
            checked={each === group}
            onChange={() => {
              choose(each);
            }}
          />
          {each}
        </label>
      ))}
    </fieldset>
  );
}

/** Down goes to the results, Enter opens the first one. */
function onSearchKey(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "Enter") return;
  const first = document.querySelector<HTMLAnchorElement>(".results a");
  if (first === null) return;
  event.preventDefault();
  if (event.key === "Enter") first.click();
  else first.focus();
}

/** Returns the module of what is shown; `devices` for those. */
function moduleOf({ index, byName }: Model, place: Place): string | undefined {
  if (place.kind === "module") return place.name;
  if (place.kind !== "definition") return place.kind === "overview" ? undefined : "devices";
  const row = byName.get(place.name);
  return row && index.modules[row[2]];
}

interface ContentsProps {
  readonly model: Model;
  readonly current: string | undefined;
}

function Contents({ model, current }: ContentsProps): VNode {
  const { name, hasDevices } = model.info;
  return (
    <nav class="contents" aria-label="Contents">
      <ul>
        <li>
          <a href={modelAddress(name)}>Overview</a>
        </li>
        {hasDevices && (
          <li>
            <a href={devicesAddress(name)} aria-current={current === "devices" ? "true" : undefined}>
              Devices
            </a>
          </li>
        )}
      </ul>
      <h2>Modules</h2>
      <ul>
        {model.index.modules.map((module) => (
          <li key={module}>
            <a href={moduleAddress(name, module)} aria-current={current === module ? "true" : undefined}>
              {module.replace(/^\.\.\//, "")}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
