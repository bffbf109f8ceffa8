import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { introspect } from "../../../generator/introspection/introspect.js";
import { commandDefaults, type Model } from "../../../generator/model/index.js";
import { lowerAccessors } from "../../../generator/model/make-model.js";
import { possibleModel, pruneModel } from "../../../generator/model/prune.js";
import { modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function read(text: string): Model {
  return modelOf(join(temporaryFolder({ "s.json": text }), "s.json"));
}

function names({ definitions }: Model): readonly string[] {
  return definitions.map(({ kind, name }) => `${kind} ${name}`);
}

const ticks = `
{ 'event': 'TICK', 'data': { 'count': 'int' }, 'if': 'A' }
{ 'struct': 'Which', 'data': { '*clock': 'str' } }
{ 'command': 'watch', 'data': 'Which', 'returns': 'TICK', 'if': 'B', 'allow-preconfig': true, 'features': [ 'unstable' ] }
{ 'command': 'plain', 'data': 'Which' }
`;

describe("a command that returns an event", () => {
  test("is resolved to a frozen accessor, in its module and in the model", () => {
    const model = read(ticks);
    expect(names(model)).toEqual(["event TICK", "struct Which", "accessor watch", "command plain"]);
    const accessor = model.byName.get("watch");
    expect(model.modules[0]?.definitions).toContain(accessor);
    expect(Object.isFrozen(accessor)).toBe(true);
    expect(accessor).toMatchObject({
      event: "TICK",
      data: { kind: "named", type: "Which" },
      allowPreconfig: true,
      condition: { kind: "defined", name: "B" },
      features: [{ name: "unstable" }],
    });
  });

  test("is lowered to two commands, the second with the arguments and the tag", () => {
    const wire = lowerAccessors(read(ticks));
    expect(names(wire)).toEqual([
      "event TICK",
      "struct Which",
      "command watch-connect",
      "command watch-disconnect",
      "command plain",
    ]);
    expect(wire.byName.get("watch-connect")).toMatchObject({
      data: { kind: "named", type: "Which" },
      returns: { kind: "builtin", name: "str" },
      successResponse: true,
      gen: true,
      allowOob: false,
      allowPreconfig: true,
    });
    expect(wire.byName.get("watch-disconnect")).toMatchObject({
      data: {
        kind: "inline",
        members: [
          { name: "clock", optional: true },
          { name: "tag", optional: false },
        ],
      },
      returns: undefined,
    });
    const without = read("{ 'command': 'plain' }");
    expect(lowerAccessors(without)).toBe(without);
  });

  test("keeps every property of the command", () => {
    const model = read(ticks);
    const accessor = model.byName.get("watch");
    const command = lowerAccessors(model).byName.get("watch-connect");
    expect(accessor).toMatchObject({ ...commandDefaults, allowPreconfig: true });
    expect(command).toMatchObject({ ...commandDefaults, allowPreconfig: true });
  });

  test("exists only where its event exists", () => {
    const model = read(ticks);
    const built = (...defines: string[]): readonly string[] => names(pruneModel(model, new Set(defines)));
    expect(built("A", "B")).toContain("accessor watch");
    expect(built("B")).toEqual(["struct Which", "command plain"]);
    expect(built("A")).toEqual(["event TICK", "struct Which", "command plain"]);
    const offered = (...defines: string[]): readonly unknown[] =>
      introspect(model, { defines: new Set(defines) }).map(({ name }) => name);
    expect(offered("A", "B")).toEqual(expect.arrayContaining(["TICK", "watch-connect", "watch-disconnect"]));
    expect(offered("B")).not.toContain("watch-connect");
    const never =
      "{ 'event': 'TICK', 'if': { 'all': [ 'A', { 'not': 'A' } ] } }\n{ 'command': 'w', 'returns': 'TICK' }";
    expect(names(possibleModel(read(never)))).toEqual([]);
  });
});
