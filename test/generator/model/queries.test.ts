import { join } from "node:path";
import { expect, test } from "vitest";
import { memberAt, possibleMember } from "../../../generator/model/queries.js";
import { isValueOf } from "../../../generator/model/annotations/calls.js";
import { modelOf } from "../support/make-bindings.js";

const model = modelOf(join(import.meta.dirname, "cases/branches.json"));
const device = { kind: "named", type: "Device" } as const;

test("a member of several branches has their type, or any if they have different ones", () => {
  const types = ["kind", "size", "at", "at.port", "at.none", "name", "none"].map((path) =>
    memberAt(model, device, path),
  );
  const any = { kind: "builtin", name: "any" };
  const int = { kind: "builtin", name: "int" };
  expect(types).toEqual([{ kind: "defined", name: "Kind" }, int, any, any, any, any, undefined]);
});

test("a constant of any of these types is a value of the member", () => {
  const type = possibleMember(model, device, "name")?.type;
  expect(type && isValueOf(model, type, "a name")).toBe(true);
});
