import { eventDefaults, type Condition, type Event } from "../../model/index.js";
import type { BuildContext } from "./context.js";
import { nowhere } from "./documentation.js";
import { referenceTo } from "./references.js";
import { moduleName } from "./types.js";

const wantedName = "X_TYPES_WITHOUT_USE";

const marker: Condition = { kind: "defined", name: "OTHER_BUILD" };

/** A condition that holds in no build. */
const never: Condition = { kind: "all", conditions: [marker, { kind: "not", condition: marker }] };

/**
 * A server shows the types of what it was built without, although it does not show what uses them. In the schema
 * something must use them, or computing from it what the server says would lose them: an event that no build has, so
 * that bindings leave it out. (An event, because a command would also use what it returns.)
 */
export function buildHolder(context: BuildContext): Event {
  const { entries, unused } = context.schema;
  let name = wantedName;
  while (entries.some((entry) => entry.name === name)) name += "_X";
  const members = unused.map((use, index) => ({
    name: `type-${index + 1}`,
    optional: false,
    type: referenceTo(use, context, undefined),
    position: nowhere,
    condition: undefined,
    features: [],
  }));
  return {
    kind: "event",
    name,
    module: moduleName,
    position: nowhere,
    documentation: undefined,
    condition: never,
    features: [],
    data: { kind: "inline", members },
    ...eventDefaults,
  };
}
