import { expect, test } from "vitest";
import { parseDocComment } from "../../../../generator/frontend/documentation/comment.js";
import { parseDocumentation } from "../../../../generator/frontend/documentation/documentation.js";
import { SourceFile } from "../../../../generator/frontend/source.js";
import type { Documentation } from "../../../../generator/model/index.js";

function documentation(...lines: string[]): Documentation {
  const text = ["##", ...lines.map((line) => (line === "" ? "#" : `# ${line}`)), "##"].join("\n");
  const source = new SourceFile("/s.json", "s.json", text);
  return parseDocumentation(source, parseDocComment(source, 0).node);
}

test("parses the current layout: overview, members, features, sections, text after them", () => {
  const doc = documentation(
    "@block-resize:",
    "",
    "Resizes an image.",
    "",
    "More of it::",
    "",
    "    @not: a member",
    "",
    "@device: the device,",
    "    on two lines",
    "",
    "    and a second paragraph",
    "",
    "@size: how large",
    "",
    "Features:",
    "",
    "@deprecated: Use something else.",
    "",
    "Returns: nothing of use",
    "",
    "Errors:",
    "    - DeviceNotFound",
    "",
    "Since: 0.14",
    "",
    ".. qmp-example::",
    "",
    "    -> {}",
  );
  expect(doc.symbol).toBe("block-resize");
  expect(doc.body.map(({ lines }) => lines.join("|"))).toEqual([
    "Resizes an image.||More of it::||    @not: a member",
    ".. qmp-example::||    -> {}",
  ]);
  expect(doc.members.map(({ name, lines }) => [name, lines.join("|")])).toEqual([
    ["device", "the device,|on two lines||and a second paragraph"],
    ["size", "how large"],
  ]);
  expect(doc.features).toMatchObject([{ name: "deprecated", lines: ["Use something else."] }]);
  expect(doc.sections.map(({ tag, lines }) => [tag, lines.join("|")])).toEqual([
    ["Returns", "nothing of use"],
    ["Errors", "- DeviceNotFound"],
    ["Since", "0.14"],
  ]);
  expect(doc.members[0]?.position).toMatchObject({ line: 10, column: 3 });
});

test("parses older layouts: aligned descriptions, text below the heading, sections without blank lines", () => {
  const doc = documentation(
    "@cmd:",
    "@a:   aligned",
    "      with the text",
    "@b:",
    "unindented below its heading",
    "Returns: one line",
    "Since: 1.0",
    "",
    "Example:",
    "",
    '-> { "execute": "cmd" }',
    "",
    "<- {}",
    "Notes: 1. first",
    "       2. second",
  );
  expect(doc.members.map(({ lines }) => lines)).toEqual([
    ["aligned", "with the text"],
    ["unindented below its heading"],
  ]);
  expect(doc.sections.map(({ tag, lines }) => [tag, lines])).toEqual([
    ["Returns", ["one line"]],
    ["Since", ["1.0"]],
    ["Example", ['-> { "execute": "cmd" }', "", "<- {}"]],
    ["Notes", ["1. first", "2. second"]],
  ]);
});
