import type { Model } from "../../../generator/model/index.js";

/** A model as plain data without the places where its parts stood: what two models can have in common. */
export function withoutPositions(model: Model): unknown {
  return JSON.parse(
    JSON.stringify([model.modules, model.definitions], (key, value: unknown) =>
      key === "position" || key === "file" ? undefined : value,
    ),
  );
}
