import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDraft, readDraft } from "../../../../../tools/explore/page/console/request-text.js";
import { stringifyExactly } from "../../../../../tools/output/json.js";
import { drawArguments } from "../../support/arbitrary-arguments.js";
import { newest } from "../../support/versions.js";

test("a request is read from its own text, exactly", () => {
  fc.assert(
    fc.property(fc.constantFrom(...newest.schema.commands.keys()), fc.gen(), (command, draw) => {
      const draft = { command, arguments: drawArguments(newest.schema, command, draw) };
      const read = readDraft(formatDraft(draft));
      expect("draft" in read && formatDraft(read.draft)).toBe(formatDraft(draft));
    }),
  );
});

test("any text is a request or has a problem", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => `{"execute":"x","arguments":${json}}`),
      ),
      (text) => {
        const read = readDraft(text);
        if ("draft" in read) expect(stringifyExactly(JSON.parse(text))).toContain("execute");
        else expect(read.problem).toMatch(/\S/);
      },
    ),
  );
});

test.each([
  ["", /^This is not valid JSON: /],
  ['{"execute": "stop",}', /^This is not valid JSON: .*(position 19|line 1)/],
  // The position is that in the text, although the integer is read exactly.
  ['{"execute": "x", "arguments": {"a": 12345678901234567890}', /position 57|line 1/],
  ["[]", /^A request is an object/],
  ['{"arguments": {}}', /^The member "execute"/],
  ['{"execute": "x", "args": {}}', /^A request has no member "args"/],
  ['{"execute": "x", "arguments": []}', /^The member "arguments" is an object/],
  ['{"execute": "x", "arguments": {"a": 1e999}}', /^A number is too large/],
  [
    `{"execute": "x", "arguments": {"a": ${"[".repeat(2_000)}${"]".repeat(2_000)}}}`,
    /nested more than 1024 levels/,
  ],
])("%s has a problem", (text, problem) => {
  const read = readDraft(text);
  expect("problem" in read ? read.problem : "none").toMatch(problem);
});

test("an id is ignored", () => {
  expect(readDraft('{"execute": "stop", "id": 4}')).toEqual({ draft: { command: "stop", arguments: {} } });
});
