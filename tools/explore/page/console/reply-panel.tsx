import type { VNode } from "preact";
import { addressOf } from "../app/router.js";
import { JsonTree } from "../components/json-tree.js";
import { clockTime } from "../components/time-text.js";
import { events } from "../connection/event-log.js";
import { stringifyExactly } from "../../../output/json.js";
import { consoleState, type Reply } from "./console-state.js";

/** The most events that are shown. */
const maxEvents = 6;

/** What the machine replied to the last command, and its latest events. */
export function ReplyPanel(): VNode {
  return (
    <>
      <section aria-label="Reply" class="reply">
        <h2>Reply</h2>
        <ReplyContent reply={consoleState.reply.value} />
      </section>
      <section aria-label="Events" class="reply">
        <h2>
          Events <a href={addressOf("machine", "events")}>All</a>
        </h2>
        <LatestEvents />
      </section>
    </>
  );
}

function ReplyContent({ reply }: { readonly reply: Reply }): VNode {
  switch (reply.state) {
    case "none":
      return <p class="reply-status">No command was sent.</p>;
    case "sending":
      return (
        <p class="reply-status" role="status">
          <code>{reply.command}</code> is running.{" "}
          <button
            type="button"
            onClick={() => {
              reply.abort.abort();
            }}
          >
            Cancel
          </button>
        </p>
      );
    case "failed":
      return (
        <p class="field-issue" role="alert">
          {reply.reason}
        </p>
      );
    case "done":
      return (
        <>
          <p class="reply-status" role="status">
            <code>{reply.command}</code>
            {` is done. ${reply.milliseconds.toFixed(0)} ms`}
          </p>
          <JsonTree value={reply.value} />
        </>
      );
  }
}

function LatestEvents(): VNode {
  const latest = events.value.slice(-maxEvents).reverse();
  if (latest.length === 0) return <p class="reply-status">None since the page was opened.</p>;
  return (
    <ol class="latest-events" aria-live="polite">
      {latest.map(({ number, time, name, data }) => (
        <li key={number}>
          <time>{clockTime(time)}</time> <strong>{name}</strong>{" "}
          <code>{data === undefined ? "" : stringifyExactly(data)}</code>
        </li>
      ))}
    </ol>
  );
}
