import type { SessionRules } from "./session-rules.js";

let latest: WeakRef<SessionRules> | undefined;

/** The rules of the session before, if these are the same: thousands of sessions may be made alike. */
export function shared(rules: SessionRules): SessionRules {
  const before = latest?.deref();
  if (
    before !== undefined &&
    Object.entries(rules).every(([name, rule]) => Reflect.get(before, name) === rule)
  )
    return before;
  latest = new WeakRef(rules);
  return rules;
}
