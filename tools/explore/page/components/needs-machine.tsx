import type { VNode } from "preact";
import { machine, type OpenMachine } from "../connection/machine.js";
import { Notice } from "./notice.js";

interface Props {
  readonly children: (machine: OpenMachine) => VNode;
}

/** Shows content that needs a machine; until there is one, why there is none. */
export function NeedsMachine({ children }: Props): VNode {
  const { value } = machine;
  switch (value.state) {
    case "open":
      return children(value);
    case "connecting":
      return <Notice>Connecting to the machine</Notice>;
    case "none":
      return <Notice>This page has no machine. Run `qmp explore TARGET`.</Notice>;
    case "lost":
      return <Notice kind="error">{`The machine is not connected: ${value.reason}`}</Notice>;
  }
}
