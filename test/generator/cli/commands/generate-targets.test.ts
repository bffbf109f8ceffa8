import { describe, expect, test } from "vitest";
import { targetSource, type TargetFlags } from "../../../../generator/cli/commands/generate-targets.js";
import { targetDefaults } from "../../../../generator/config/target.js";
import { UsageError } from "../../../../generator/cli/terminal.js";

describe("targetSource", () => {
  test("applies the defaults", () => {
    expect(targetSource("s.json", { out: "dir" })).toEqual({
      kind: "target",
      target: {
        schema: "s.json",
        out: "dir",
        ...targetDefaults,
      },
    });
  });

  test("passes every flag on", () => {
    const flags: TargetFlags = {
      out: "dir",
      name: "Qga",
      runtime: "./rt.js",
      reference: "https://example.org/{name}",
      define: ["A", "B"],
      annotations: "a.json",
      validators: true,
      importExtension: "ts",
    };
    const { define, ...same } = flags;
    expect(targetSource("s.json", flags)).toEqual({
      kind: "target",
      target: { schema: "s.json", defines: define, ...same },
    });
  });

  test("is a config if --config is given", () => {
    expect(targetSource(undefined, { config: "c.json" })).toEqual({ kind: "config", file: "c.json" });
    expect(() => targetSource("s.json", { config: "c.json" })).toThrow(UsageError);
  });
});
