import { expect, test } from "vitest";
import { loadDocumentation } from "../../../tools/documentation/load.js";
import { helpText } from "../../../tools/shell/help.js";

const versions = [
  { major: 7, minor: 2, micro: 0, package: "" },
  { major: 10, minor: 0, micro: 0, package: "" },
  { major: 11, minor: 1, micro: 0, package: "" },
];

test("describes every definition of every shipped schema", () => {
  for (const version of versions) {
    const documentation = loadDocumentation(version, false);
    expect(documentation.definitions.size).toBeGreaterThan(700);
    for (const [name, { kind }] of documentation.definitions) {
      const text = helpText(documentation, name);
      expect(text.startsWith(`${name} (${kind}`), name).toBe(true);
      expect(text.endsWith("\n"), name).toBe(true);
    }
  }
});

test("lists arguments, values, branches and what a command returns", () => {
  const documentation = loadDocumentation(undefined, false);
  expect(helpText(documentation, "job-cancel")).toMatch(/Arguments:\n {2}id {2}str, required {2}\S/);
  expect(helpText(documentation, "blockdev-add")).toMatch(
    /More members, by driver:\n(?:.*\n)* {2}qcow2 +BlockdevOptionsQcow2 /,
  );
  expect(helpText(documentation, "JobStatus")).toMatch(/Values:\n(?:.*\n)* {2}running {2,}\S/);
  expect(helpText(documentation, "query-jobs")).toContain("Returns: [JobInfo]");
  expect(() => helpText(documentation, "job-cancle")).toThrow('did you mean "job-cancel"?');
});
