// Shows the status and the events of a machine, and pauses or continues it. server.ts bundles and serves this page.
import { connect } from "qapi-ts";
import { cont, qmp, queryStatus, stop } from "qapi-ts/qmp";

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element ${id}`);
  return found;
}

const session = await connect({ webSocket: `ws://${location.host}/qmp`, protocol: qmp });

async function showStatus(): Promise<void> {
  const { status } = await queryStatus(session);
  element("status").textContent = status;
  console.log("status:", status);
}

element("stop").onclick = () => void stop(session);
element("cont").onclick = () => void cont(session);

await showStatus();
for await (const { event, timestamp } of session.events()) {
  // Text from the server is set as text, never as HTML.
  const item = document.createElement("li");
  item.textContent = `${event} at ${timestamp === undefined ? "unknown" : new Date(timestamp.seconds * 1000).toISOString()}`;
  element("events").append(item);
  console.log("event:", event);
  await showStatus();
}
