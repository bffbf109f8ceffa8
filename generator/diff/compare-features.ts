import { change, together, type Comparison, type Site } from "./comparison.js";

/** Features that came and went; `deprecated` says more than its name. */
export function compareFeatures(old: readonly string[], now: readonly string[], at: Site): Comparison {
  const gone = old.filter((name) => !now.includes(name));
  const come = now.filter((name) => !old.includes(name));
  return together(
    ...gone.map((name) =>
      name === "deprecated" ? change("undeprecated", at) : change("feature-removed", at, { old: name }),
    ),
    ...come.map((name) =>
      name === "deprecated" ? change("deprecated", at) : change("feature-added", at, { new: name }),
    ),
  );
}
