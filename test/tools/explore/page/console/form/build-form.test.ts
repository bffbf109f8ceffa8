import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkArguments } from "../../../../../../tools/explore/page/console/form/check.js";
import {
  addItem,
  addMember,
  removeField,
  setField,
} from "../../../../../../tools/explore/page/console/form/edit.js";
import type {
  Control,
  Field,
  ObjectControl,
} from "../../../../../../tools/explore/page/console/form/form.js";
import { formatPath, type JsonObject } from "../../../../../../tools/explore/page/console/form/path.js";
import { stringifyExactly } from "../../../../../../tools/output/json.js";
import { damage, drawArguments } from "../../../support/arbitrary-arguments.js";
import { known, newest } from "../../../support/versions.js";

/** All fields of a form at any depth. */
function fieldsOf(control: Control): Field[] {
  const below = (field: Field): Field[] => [field, ...fieldsOf(field.control)];
  if (control.kind === "object") return control.fields.flatMap(below);
  if (control.kind === "list") return control.items.flatMap(below);
  return control.kind === "alternate" && control.control !== undefined ? fieldsOf(control.control) : [];
}

/** A form as lines: the path, whether it is required, the control. */
function outline(form: ObjectControl): string[] {
  return fieldsOf(form).map(
    ({ path, isRequired, control }) => `${formatPath(path)}${isRequired ? "*" : ""} ${control.kind}`,
  );
}

/** The value that the fields of a form show. */
function valueOf(control: Control, value: unknown): unknown {
  if (control.kind === "object") {
    const present = control.fields.filter(({ isPresent }) => isPresent);
    return Object.fromEntries(
      present.map((field) => [String(field.path.at(-1)), valueOf(field.control, field.value)]),
    );
  }
  if (control.kind === "list") return control.items.map((item) => valueOf(item.control, item.value));
  return control.kind === "alternate" && control.control !== undefined
    ? valueOf(control.control, value)
    : value;
}

/** JSON with sorted members: a form has its own order. */
function sorted(value: unknown): string {
  const sort = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(sort);
    if (typeof each !== "object" || each === null) return each;
    return Object.fromEntries(
      Object.entries(each)
        .map(([name, member]) => [name, sort(member)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  };
  return stringifyExactly(sort(value));
}

describe("the form of a command", () => {
  test("has the required members, and offers the optional ones", () => {
    const form = newest.forms.build("blockdev-add", {});
    expect(outline(form)).toEqual(["driver* enum"]);
    expect(form.addable.map(({ value }) => value)).toContain("node-name");
  });

  test("shows the branch that a discriminator selects, at any depth", () => {
    const args = { driver: "qcow2", file: { driver: "throttle", file: { driver: "file" } } };
    expect(outline(newest.forms.build("blockdev-add", args))).toEqual([
      "driver* enum",
      "file* alternate",
      "file.driver* enum",
      "file.throttle-group* string",
      "file.file* alternate",
      "file.file.driver* enum",
      "file.file.filename* string",
    ]);
  });

  test("shows required objects that are not given", () => {
    expect(outline(newest.forms.build("chardev-add", {}))).toEqual([
      "id* string",
      "backend* object",
      "backend.type* enum",
    ]);
  });

  test("describes members, values and what they name on the machine", () => {
    const form = newest.forms.build("blockdev-add", { driver: "qcow2", file: "d0" });
    const [driver, file] = fieldsOf(form);
    expect(driver).toMatchObject({ type: "BlockdevDriver", selectsBranchOf: expect.any(String) as unknown });
    expect(file).toMatchObject({ type: "BlockdevRef", live: ["block-node"] });
    expect(driver?.control.kind === "enum" && driver.control.choices.length).toBeGreaterThan(30);
    expect(
      file?.control.kind === "alternate" && file.control.alternatives.map(({ label }) => label).sort(),
    ).toEqual(["object", "string"]);
  });

  test("keeps what the schema does not expect as JSON", () => {
    const args = { driver: 3, file: [], x: { y: 1n } };
    expect(outline(newest.forms.build("blockdev-add", args))).toEqual([
      "driver* unexpected",
      "file unexpected",
      "x unexpected",
    ]);
  });

  test("has the properties of a device, which the machine lists", () => {
    const open = [
      { name: "drive", type: "str", summary: "a node" },
      { name: "num-queues", type: "uint16", summary: undefined },
      { name: "share-rw", type: "bool", summary: undefined },
    ];
    const args = { driver: "virtio-blk-pci", drive: "d0", "num-queues": 4 };
    const form = newest.forms.build("device_add", args, open);
    expect(outline(form)).toEqual(["driver* string", "drive string", "num-queues integer"]);
    expect(form.addable.map(({ value }) => value)).toEqual(["bus", "id", "share-rw"]);
    expect(fieldsOf(form)[1]).toMatchObject({ live: ["block-node", "block-device"], summary: "a node" });
  });

  test.each(known)("shows exactly the arguments, for all arguments ($version)", ({ schema, forms }) => {
    const commands = [...schema.commands.keys()];
    fc.assert(
      fc.property(fc.constantFrom(...commands), fc.boolean(), fc.gen(), (command, isDamaged, draw) => {
        const valid = drawArguments(schema, command, draw);
        const args = (isDamaged ? damage(valid, draw) : valid) as JsonObject;
        const form = forms.build(command, args);
        expect(sorted(valueOf(form, args))).toBe(sorted(args));
        if (!isDamaged)
          expect(fieldsOf(form).filter(({ control }) => control.kind === "unexpected")).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test.each(known)("leads to valid arguments if each problem is answered ($version)", ({ schema, forms }) => {
    // Every command is filled by its form alone: each missing member is given the first value that its control offers.
    for (const [name, info] of schema.commands) {
      let args: JsonObject = {};
      for (let round = 0; round < 30; round++) {
        const missing = fieldsOf(forms.build(name, args)).find(
          ({ isRequired, isPresent, control }) => isRequired && !isPresent && control.kind !== "object",
        );
        if (missing === undefined) break;
        args = setField(schema, args, missing, firstValue(missing.control));
      }
      const problems = checkArguments(schema, schema.argumentsOf(info), args);
      expect(problems.map(({ path, message }) => `${name} ${formatPath(path)} ${message}`)).toEqual([]);
    }
  });
});

function firstValue(control: Control): unknown {
  switch (control.kind) {
    case "string":
    case "any":
      return "";
    case "integer":
    case "number":
      return 0;
    case "boolean":
      return false;
    case "null":
    case "unexpected":
      return null;
    case "enum":
      return control.choices[0]?.value;
    case "list":
      return [];
    case "object":
      return {};
    case "alternate":
      // The alternatives that need no members end the nesting.
      return (
        control.alternatives.find(({ initial }) => typeof initial !== "object" || initial === null)
          ?.initial ?? control.alternatives[0]?.initial
      );
  }
}

describe("an edit of a form", () => {
  const { schema, forms } = newest;
  const field = (args: JsonObject, path: string): Field => {
    const found = fieldsOf(forms.build("blockdev-add", args)).find((each) => formatPath(each.path) === path);
    if (found === undefined) throw new Error(`no field ${path}`);
    return found;
  };

  test("keeps the members that the other branch has when the discriminator changes", () => {
    const args = {
      driver: "qcow2",
      "node-name": "d0",
      "lazy-refcounts": true,
      file: { driver: "file", filename: "/x" },
    };
    const raw = setField(schema, args, field(args, "driver"), "raw");
    expect(raw).toEqual({ driver: "raw", "node-name": "d0", file: { driver: "file", filename: "/x" } });
    const inner = setField(schema, raw, field(raw, "file.driver"), "nbd");
    expect(inner).toEqual({ driver: "raw", "node-name": "d0", file: { driver: "nbd" } });
  });

  test("keeps a member of the same name only if its value fits", () => {
    const args = { driver: "nbd", server: { type: "unix", path: "/x" } };
    expect(setField(schema, args, field(args, "driver"), "ssh")).toEqual({ driver: "ssh" });
  });

  test("removes nothing when the discriminator is incomplete", () => {
    const args = { driver: "qcow2", file: "d0" };
    expect(setField(schema, args, field(args, "driver"), "qco")).toEqual({ driver: "qco", file: "d0" });
  });

  test("adds and removes members and items", () => {
    const form = forms.build("transaction", { actions: [] });
    const [actions] = form.fields;
    if (actions?.control.kind !== "list") throw new Error("no list");
    const one = addItem({ actions: [] }, actions.path, actions.control);
    expect(one).toEqual({ actions: [{}] });
    const [properties] = form.addable.filter(({ value }) => value === "properties");
    if (properties === undefined) throw new Error("no properties");
    const both = addMember(one, [], properties);
    expect(both).toEqual({ actions: [{}], properties: {} });
    const item = fieldsOf(forms.build("transaction", both)).find(
      ({ path }) => formatPath(path) === "actions.0",
    );
    expect(item && removeField(schema, both, item)).toEqual({ actions: [], properties: {} });
  });
});
