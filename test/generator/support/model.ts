import type { Model } from "../../../generator/model/index.js";

/** Converts a model to plain data without source positions, for comparisons. */
export function withoutPositions(model: Model): unknown {
  return JSON.parse(
    JSON.stringify([model.modules, model.definitions], (key, value: unknown) =>
      key === "position" || key === "file" ? undefined : value,
    ),
  );
}
