import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { introspect } from "../../generator/introspection/introspect.js";
import type { TypeReference } from "../../generator/model/index.js";
import { ownMembers } from "../../generator/model/queries.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { makeBindings, modelOf } from "../generator/support/make-bindings.js";
import { withoutPositions } from "../generator/support/model.js";
import { compile, root, strictest } from "../support/compile.js";

function example(notation: "draft" | "current", name: string): string {
  return join(root, "schema/signals", notation, `${name}.json`);
}

describe.each(["block-io", "block-device"])("the proposal's example %s", (name) => {
  test.each(["draft", "current"] as const)("passes all rules in the notation %s", (notation) => {
    expect(readSchema(example(notation, name), { documentationRules: true }).diagnostics).toEqual([]);
  });

  test("has the same model and bindings in both notations", async () => {
    const [draft, current] = [modelOf(example("draft", name)), modelOf(example("current", name))];
    expect(withoutPositions(draft)).toEqual(withoutPositions(current));
    const [one, other] = [await makeBindings(draft), await makeBindings(current)];
    expect([...one.files]).toEqual([...other.files]);
    expect([...one.warnings, ...other.warnings]).toEqual([]);
  });

  test("is reported as two commands by introspection", () => {
    const commands = introspect(modelOf(example("draft", name)), { unmask: true }).filter(
      (entry) => entry["meta-type"] === "command",
    );
    expect(commands).toEqual([
      expect.objectContaining({ name: `${name}-event-connect`, "ret-type": "str" }),
      expect.objectContaining({ name: `${name}-event-disconnect`, "ret-type": "q_empty" }),
    ]);
  });
});

test("the examples have the members and types of the proposal", () => {
  const shapes = ["block-io", "block-device"].flatMap((name) =>
    modelOf(example("draft", name)).definitions.map((definition) =>
      definition.kind === "enum"
        ? definition.name
        : [definition.name, ...ownMembers(definition).map(({ name, type }) => [name, nameOf(type)])],
    ),
  );
  expect(shapes).toEqual([
    ["BLOCK_IO_EVENT", ["device", "str"], ["action", "str"], ["operation", "str"]],
    ["block-io-event"],
    "BlockDeviceAction",
    "BlockDeviceActionReason",
    ["BLOCK_DEVICE_EVENT", ["action", "BlockDeviceAction"], ["reason", "BlockDeviceActionReason"]],
    ["block-device-event", ["device", "str"]],
  ]);
});

function nameOf(type: TypeReference): string {
  return type.kind === "array" ? `[${nameOf(type.element)}]` : type.name;
}

describe("the bindings of an accessor", () => {
  const texts = new Map<string, string>();
  beforeAll(async () => {
    for (const name of ["block-io", "block-device"]) {
      const { files } = await makeBindings(modelOf(example("draft", name)));
      for (const [path, text] of files) texts.set(`${name}-bindings/${path}`, text);
    }
  });

  const program = (body: string): string[] =>
    compile(
      {
        ...Object.fromEntries(texts),
        "program.ts": `
          import type { Session } from "qapi-ts";
          import { connectBlockIoEvent } from "./block-io-bindings/index.js";
          import { connectBlockDeviceEvent, disconnectBlockDeviceEvent, type QmpSession } from "./block-device-bindings/index.js";
          export { connectBlockIoEvent, connectBlockDeviceEvent, disconnectBlockDeviceEvent };
          export async function run(session: Session, typed: QmpSession): Promise<void> {
            await typed.call("block-device-event-connect", { device: "vda" });
            ${body}
          }`,
      },
      strictest,
    );

  test("take the arguments and type the event data", () => {
    const errors = program(`
      const connection = await connectBlockDeviceEvent(session, { device: "vda" }, ({ data }) => {
        const action: "report" | "stop" | "none" = data.action;
        const reason: "read" | "write" | "enospc" = data.reason;
        return [action, reason];
      });
      await disconnectBlockDeviceEvent(session, { device: "vda" }, connection);
      await connectBlockIoEvent(session, ({ data }) => data.device);
      const tag: string = await typed.call("block-device-event-connect", { device: "vda" });
      await typed.call("block-device-event-disconnect", { device: "vda", tag });`);
    expect(errors).toEqual([]);
  });

  test.each([
    ["connectBlockDeviceEvent(session, {}, () => 0)", "Property 'device' is missing"],
    ["connectBlockDeviceEvent(session, () => 0)", "Expected 3-4 arguments"],
    ["connectBlockIoEvent(session, {}, () => 0)", "is not assignable to parameter of type"],
    ['typed.call("block-device-event-disconnect", { device: "vda" })', "Property 'tag' is missing"],
  ])("%s does not compile", (call, message) => {
    expect(program(`await ${call};`).join("\n")).toContain(message);
  });
});
