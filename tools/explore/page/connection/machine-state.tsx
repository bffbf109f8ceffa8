import type { VNode } from "preact";
import { machine } from "./machine.js";

/** Shows in one line which machine is connected. */
export function MachineState(): VNode | null {
  const { value } = machine;
  if (value.state === "none") return null;
  return (
    <span class={`machine-state machine-${value.state}`} role="status">
      <span class="machine-dot" aria-hidden="true" />
      {textOf(value)}
    </span>
  );
}

function textOf(value: typeof machine.value): string {
  switch (value.state) {
    case "open":
      return `${value.name} (QEMU ${value.version})`;
    case "lost":
      return `Not connected: ${value.reason}`;
    case "connecting":
    case "none":
      return "Connecting";
  }
}
