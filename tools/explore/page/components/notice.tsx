import type { ComponentChildren, VNode } from "preact";

interface Props {
  /** Default: `info`. */
  readonly kind?: "info" | "error";
  readonly children: ComponentChildren;
}

/** A message instead of content, which screen readers announce. */
export function Notice({ kind = "info", children }: Props): VNode {
  return (
    <p class={`notice notice-${kind}`} role={kind === "error" ? "alert" : "status"}>
      {children}
    </p>
  );
}
