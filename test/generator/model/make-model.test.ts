import { join } from "node:path";
import { expect, test } from "vitest";
import { withoutPositions } from "../../../generator/model/make-model.js";
import { modelOf } from "../support/make-bindings.js";
import { withoutPositions as plain } from "../support/model.js";

test.each(["language", "documentation", "signals"])("a model of %s loses its positions only", (name) => {
  const model = modelOf(join(import.meta.dirname, `../frontend/accepted/${name}.json`));
  const without = withoutPositions(model);
  expect(JSON.stringify([without.modules, without.definitions])).not.toMatch(/"line":[1-9]/);
  expect(plain(without)).toEqual(plain(model));
  expect([...without.byName.keys()]).toEqual([...model.byName.keys()]);
  expect(without.modules.flatMap(({ definitions }) => definitions)).toEqual(
    expect.arrayContaining([...without.definitions]),
  );
});
