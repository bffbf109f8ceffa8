import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelDocument } from "qapi-ts-generator";
import { shippedModel, type ShippedModel } from "qapi-ts-generator/models";
import { expect, test } from "vitest";
import { entriesOf } from "../../../../../tools/documentation/entries-of-model.js";
import { documentationOf } from "../../../../../tools/explore/page/console/documentation-of-model.js";
import { root } from "../../../../support/compile.js";

const models: readonly ShippedModel[] = ["qmp-11.1", "qmp-10.0", "qmp-7.2", "qsd", "qga"];

test.each(models)("the page reads the same documentation as the shell (%s)", (name) => {
  const text = readFileSync(join(root, `generator/models/${name}.json`), "utf8");
  const { definitions } = JSON.parse(text) as ModelDocument;
  const read = documentationOf(new Map(definitions.map((each) => [each.name, each]))).definitions;
  // Absent members and those without a value are the same.
  const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));
  expect(plain(Object.fromEntries(read))).toEqual(plain(entriesOf(shippedModel(name))));
});
