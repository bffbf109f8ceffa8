import { join } from "node:path";
import { expect, test } from "vitest";
import { conditionsOf, readConditions } from "../../../generator/cli/options.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("reads one condition per line and skips comments and empty lines", () => {
  const folder = temporaryFolder({ "defines.txt": "# all of them\n\nCONFIG_A\r\n  CONFIG_B\n" });
  expect(readConditions(join(folder, "defines.txt"))).toEqual(["CONFIG_A", "CONFIG_B"]);
});

test("combines names and files, and distinguishes no conditions from no flags", () => {
  const folder = temporaryFolder({ a: "A\n", empty: "" });
  const conditions = conditionsOf({ define: ["B"], definesFile: [join(folder, "a")] });
  expect([...(conditions ?? [])]).toEqual(["B", "A"]);
  expect(conditionsOf({ definesFile: [join(folder, "empty")] })).toEqual(new Set());
  expect(conditionsOf({})).toBeUndefined();
});
