import { formatTarget, type Target } from "./target.js";

/** Returns a name of a target for people: the name of its socket without the folder, or the target's text. */
export function shortName(target: Target): string {
  const text =
    target.kind === "unix" || target.kind === "agent"
      ? target.path.replace(/^.*\//s, "").replace(/\.\w+$/, "")
      : formatTarget(target);
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
