import type { VNode } from "preact";
import { stringifyExactly } from "../../../output/json.js";
import { consoleState } from "./console-state.js";

/** The most entries that are shown. */
const maxShown = 50;

/** The commands that were sent, the latest first. */
export function HistoryList(): VNode {
  const entries = consoleState.history.value.slice(0, maxShown);
  return (
    <details class="console-history">
      <summary>{`History (${consoleState.history.value.length})`}</summary>
      <ul>
        {entries.map((entry) => {
          const args = Object.keys(entry.arguments).length === 0 ? "" : stringifyExactly(entry.arguments);
          return (
            <li key={`${entry.command} ${args}`}>
              <button
                type="button"
                class="history-entry"
                onClick={() => {
                  consoleState.edit(entry);
                }}
              >
                <code>{entry.command}</code>
                <span class="history-arguments">{args}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {entries.length > 0 && (
        <button
          type="button"
          onClick={() => {
            consoleState.clearHistory();
          }}
        >
          Clear the history
        </button>
      )}
      <p class="console-count">Kept in this browser. Commands with secrets are not kept.</p>
    </details>
  );
}
