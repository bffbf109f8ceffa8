import type { VNode } from "preact";
import type { Loadable } from "../data/use-loaded.js";
import { Notice } from "./notice.js";

interface Props<Value> {
  readonly value: Loadable<Value>;
  readonly children: (value: Value) => VNode;
}

/** Shows a value when it is loaded, and the error if it cannot be. */
export function Loaded<Value>({ value, children }: Props<Value>): VNode {
  if (value.state === "loading") return <Notice>Loading</Notice>;
  if (value.state === "failed") return <Notice kind="error">{value.reason}</Notice>;
  return children(value.value);
}
