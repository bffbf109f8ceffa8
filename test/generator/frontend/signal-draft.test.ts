import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema, type SchemaReading } from "../../../generator/frontend/read-schema.js";
import { eventName } from "../../../generator/frontend/signal-draft.js";
import { withoutPositions } from "../support/model.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function read(files: Readonly<Record<string, string>>): SchemaReading {
  return readSchema(join(temporaryFolder(files), "main.json"));
}

function modelOf(text: string): unknown {
  const { model, diagnostics } = read({ "main.json": text });
  expect(diagnostics).toEqual([]);
  return model && withoutPositions(model);
}

/** Returns diagnostics as `LINE: CODE`. */
function codes(text: string): string[] {
  return read({ "main.json": text }).diagnostics.map(({ code, position }) => `${position.line}: ${code}`);
}

describe("converts the draft to the current notation", () => {
  const types = "{ 'enum': 'Kind', 'data': [ 'none' ] } { 'event': 'IO_EVENT', 'data': { '*a': 'int' } }";
  test.each([
    ["{ 'Kind': [ 'a', 'b' ] }", "{ 'enum': 'Kind', 'data': [ 'a', 'b' ] }"],
    [
      "{ 'Pair': { 'a': 'int', '*b': [ 'str' ] } }",
      "{ 'struct': 'Pair', 'data': { 'a': 'int', '*b': [ 'str' ] } }",
    ],
    ["{ 'Empty': {} }", "{ 'struct': 'Empty', 'data': {} }"],
    ["{ 'IOEvent': { 'a': 'int' } }", "{ 'event': 'IO_EVENT', 'data': { 'a': 'int' } }"],
    ["{ 'IOEvent': {} }", "{ 'event': 'IO_EVENT' }"],
    ["[ 'go', {}, {}, 'none' ]", "{ 'command': 'go' }"],
    [
      "[ 'go', { 'a': 'int' }, { 'b': [ 'str' ] }, 'none' ]",
      "{ 'command': 'go', 'data': { 'a': 'int', '*b': [ 'str' ] } }",
    ],
    ["[ 'ask', {}, {}, [ 'Kind' ] ]", "{ 'command': 'ask', 'returns': [ 'Kind' ] }"],
    [
      "[ 'watch', {}, { 'a': 'Kind' }, 'IOEvent' ]",
      "{ 'command': 'watch', 'data': { '*a': 'Kind' }, 'returns': 'IO_EVENT' }",
    ],
  ])("%s", (draft, current) => {
    const lenient = "{ 'pragma': { 'command-returns-exceptions': [ 'ask' ] } }";
    const around =
      current.includes("'Kind', 'data'") || current.includes("'event'") ? lenient : lenient + types;
    expect(modelOf(around + draft)).toEqual(modelOf(around + current));
  });
});

test("accepts both notations in one schema", () => {
  const { model, diagnostics } = read({
    "main.json": "{ 'include': 'old.json' } { 'command': 'again', 'data': 'Pair', 'returns': 'TICK_EVENT' }",
    "old.json": "{ 'include': 'new.json' } { 'Pair': { 'a': 'Kind' } } [ 'ticks', {}, {}, 'TickEvent' ]",
    "new.json": "{ 'enum': 'Kind', 'data': [ 'a' ] } { 'event': 'TICK_EVENT' }",
  });
  expect(diagnostics).toEqual([]);
  expect(model?.definitions.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "enum Kind",
    "event TICK_EVENT",
    "struct Pair",
    "accessor ticks",
    "accessor again",
  ]);
});

test("accepts the draft's name of an event in its documentation", () => {
  const { model } = read({ "main.json": "##\n# @TickEvent:\n#\n# It ticked.\n##\n{ 'TickEvent': {} }" });
  expect(model?.byName.get("TICK_EVENT")?.documentation?.symbol).toBe("TICK_EVENT");
});

describe("applies the rules of the current notation", () => {
  test.each([
    ["{ 'data': { 'a': 'str' } }", ["1: no-kind"]],
    ["{ 'type': 'Foo' }", ["1: no-kind"]],
    ["{ 'type': {} }", ["1: no-kind"]],
    ["{ 'Foo': 'str' }", ["1: no-kind"]],
    ["{ 'Foo': true }", ["1: no-kind"]],
    ["{ 'Foo': {}, 'Bar': {} }", ["1: no-kind"]],
    ["{ }", ["1: no-kind"]],
    ["{ 'struct': [] }", ["1: missing-key"]],
    ["[ ]", ["1: unexpected-token"]],
    ["\n[\n  true ]", ["2: unexpected-token"]],
    ["[ { 'enum': 'E', 'data': [] } ]", ["1: unexpected-token"]],
  ])("reports an expression that is in neither notation: %j", (text, expected) => {
    expect(codes(text).slice(0, 1)).toEqual(expected);
  });

  test.each([
    ["\n{ 'foo': {} }", ["2: type-case"]],
    ["\n{ 'blockEvent': {} }", ["2: type-case"]],
    ["{ 'Kind': [ 'A' ] }", ["1: name-case"]],
    ["{ 'Kind': [ [] ] }", ["1: bad-shape"]],
    ["[ 'go', { 'a': 'int' }, { 'a': 'int' }, 'none' ]", ["1: clash"]],
    ["[ 'go', {}, {}, 'GoneEvent' ]", ["1: unknown-type"]],
    ["{ 'IOEvent': {} } { 'IoEvent': {} }", ["1: redefinition"]],
    ["{ 'TickEvent': {} }\n{ 'Foo': { 'a': 'TickEvent' } }", ["2: unknown-type"]],
    ["{ 'TickEvent': {} }\n{ 'command': 'w', 'returns': 'TICK_EVENT', 'gen': false }", ["2: bad-accessor"]],
    ["{ 'TickEvent': {} }\n{ 'command': 'w', 'returns': [ 'TICK_EVENT' ] }", ["2: unknown-type"]],
    ["[ 'broken', {,\n[ 'a', {}, {} ]", ["1: unexpected-token", "2: draft-function"]],
  ])("reports a draft definition that violates a rule: %j", (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });
});

describe("eventName", () => {
  test.each([
    ["BlockDeviceEvent", "BLOCK_DEVICE_EVENT"],
    ["BlockIOEvent", "BLOCK_IO_EVENT"],
    ["IOEvent", "IO_EVENT"],
    ["VirtioNetRXFilterEvent", "VIRTIO_NET_RX_FILTER_EVENT"],
    ["SpiceV2Event", "SPICE_V2_EVENT"],
    ["Vcpu0Event", "VCPU0_EVENT"],
    ["XEvent", "X_EVENT"],
    ["Event", "EVENT"],
    ["__com.example_TickEvent", "__com.example_TICK_EVENT"],
  ])("converts %s to %s", (type, name) => {
    expect(eventName(type)).toBe(name);
  });

  test.each(["Eventful", "blockEvent", "Block_Event", "BlockEvents", "event", "none", "str"])(
    "rejects %s",
    (type) => {
      expect(eventName(type)).toBeUndefined();
    },
  );
});
