import { recordEvents } from "./event-log.js";
import { setMachine } from "./machine.js";
import { reasonOf } from "../../../tool-error.js";

/** Connects the page to the machine of `qmp explore`, and again each time the connection is lost. */
export function connectToMachine(): void {
  // Before the first connection, because the page shows events since it was opened.
  recordEvents();
  setMachine({ state: "connecting" });
  import("./keep-connected.js").then(
    ({ keepConnected }) => keepConnected(setMachine),
    (error: unknown) => {
      setMachine({ state: "lost", reason: reasonOf(error) });
    },
  );
}
