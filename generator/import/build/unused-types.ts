import { eventDefaults, noPosition, type Condition, type Event } from "../../model/index.js";
import { referenceTo, type BuildContext } from "./context.js";
import { moduleName } from "./types.js";

const preferredName = "X_UNUSED_TYPES";

const marker: Condition = { kind: "defined", name: "OTHER_BUILD" };

/** `marker` and not `marker`: false in every build. */
const never: Condition = { kind: "all", conditions: [marker, { kind: "not", condition: marker }] };

/**
 * Builds an event that refers to the unused types and exists in no build. A server reports the types of commands
 * that it was built without. Introspection of the imported schema must report them too, and it reports only types that
 * a command or an event refers to. Bindings omit the event.
 */
export function buildUnusedTypesEvent(context: BuildContext): Event {
  const { entries, unused } = context.schema;
  let name = preferredName;
  while (entries.some((entry) => entry.name === name)) name += "_X";
  const members = unused.map((use, index) => ({
    name: `type-${index + 1}`,
    optional: false,
    type: referenceTo(use, context, undefined),
    position: noPosition,
    condition: undefined,
    features: [],
  }));
  return {
    kind: "event",
    name,
    module: moduleName,
    position: noPosition,
    documentation: undefined,
    condition: never,
    features: [],
    data: { kind: "inline", members },
    ...eventDefaults,
  };
}
