import { makeModel } from "./make-model.js";
import type { Model } from "./model.js";
import { noPosition } from "./position.js";

/** Returns a model without positions, for users who do not have the files of its schema. */
export function withoutPositions({ modules, definitions }: Model): Model {
  const copies = new Map(definitions.map((each) => [each, withoutPosition(each)]));
  return makeModel(
    modules.map(({ freeForm, ...module }) => ({
      ...module,
      definitions: module.definitions.map((each) => copies.get(each) ?? withoutPosition(each)),
      freeForm: withoutPosition(freeForm),
    })),
    [...copies.values()],
  );
}

/** No other part of a model has the key: its names are values. */
function withoutPosition<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutPosition) as T;
  const members = Object.entries(value).map(([key, each]: [string, unknown]) => [
    key,
    key === "position" ? noPosition : withoutPosition(each),
  ]);
  return Object.fromEntries(members) as T;
}
