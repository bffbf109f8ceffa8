import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { escapeControls } from "qapi-ts-generator/text";
import { stringifyExactly } from "../../../../output/json.js";
import { JsonTree } from "../../components/json-tree.js";
import { clockTime } from "../../components/time-text.js";
import { clearEvents, events, type LoggedEvent } from "../../connection/event-log.js";
import { eventFilter } from "./event-pattern.js";
import { Timeline } from "./timeline.js";

/** The most events that are listed. */
const maxListed = 200;

/** The events of the machine: over time, and as a list with their data. */
export function EventsPage(): VNode {
  const [query, setQuery] = useState("");
  const [paused, setPaused] = useState<readonly LoggedEvent[] | undefined>();
  const all = paused ?? events.value;
  const found = useMemo(() => {
    const matches = eventFilter(query);
    return all.filter((event) => matches({ name: event.name, text: dataText(event.data) }));
  }, [all, query]);
  return (
    <div class="machine-page">
      <h1>Events</h1>
      <div class="events-tools">
        <label class="field">
          <span>Filter</span>
          <input
            type="search"
            value={query}
            placeholder="Words of the name or data, or BLOCK_* (press /)"
            spellcheck={false}
            onInput={({ currentTarget }) => {
              setQuery(currentTarget.value);
            }}
          />
        </label>
        <button
          type="button"
          aria-pressed={paused !== undefined}
          onClick={() => {
            setPaused(paused === undefined ? events.value : undefined);
          }}
        >
          Pause
        </button>
        <button
          type="button"
          onClick={() => {
            setPaused(undefined);
            clearEvents();
          }}
        >
          Clear
        </button>
      </div>
      <p class="reply-status" role="status">{`${found.length} of ${all.length} events`}</p>
      <Timeline events={found} />
      <EventList events={found} />
    </div>
  );
}

function EventList({ events: found }: { readonly events: readonly LoggedEvent[] }): VNode {
  return (
    <ol class="event-list">
      {found
        .slice(-maxListed)
        .reverse()
        .map(({ number, time, name, data }) => (
          <li key={number}>
            <time dateTime={new Date(time).toISOString()}>{clockTime(time)}</time>
            <strong>{escapeControls(name)}</strong>
            {data === undefined ? <span /> : <JsonTree value={data} depth={1} />}
          </li>
        ))}
    </ol>
  );
}

function dataText(data: unknown): string {
  return data === undefined ? "" : stringifyExactly(data);
}
