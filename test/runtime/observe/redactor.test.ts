import { expect, test } from "vitest";
import { Redactor } from "../../../runtime/observe/redactor.js";

const redactions: readonly (readonly [string, object, object])[] = [
  ["object-add", { "qom-type": "secret", data: "s" }, { "qom-type": "secret", data: "***" }],
  [
    "object-add",
    { "qom-type": "secret", props: { data: "s" } },
    { "qom-type": "secret", props: { data: "***" } },
  ],
  ["object-add", { "qom-type": "iothread", data: "s" }, { "qom-type": "iothread", data: "s" }],
  ["set_password", { protocol: "vnc", password: 5 }, { protocol: "vnc", password: "***" }],
  ["guest-set-user-password", { username: "u", password: "cw==" }, { username: "u", password: "***" }],
  ["sev-inject-launch-secret", { secret: "s", gpa: 5 }, { secret: "***", gpa: 5 }],
  ["blockdev-add", { file: { "password-secret": "id" } }, { file: { "password-secret": "id" } }],
  ["blockdev-add", { list: [{ cookie: "c" }, 5, null] }, { list: [{ cookie: "***" }, 5, null] }],
  ["human-monitor-command", { "command-line": "set_password vnc x" }, { "command-line": "***" }],
  ["human-monitor-command", { "command-line": "info name" }, { "command-line": "info name" }],
  ["qom-set", { path: "/s", property: "data", value: "s" }, { path: "/s", property: "data", value: "***" }],
  [
    "qom-set",
    { path: "/s", property: "x", value: { password: "s" } },
    { path: "/s", property: "x", value: { password: "***" } },
  ],
];

test.each([...redactions, ["x-mine", { pin: "1234" }, { pin: "***" }]] as const)(
  "%s %j",
  (command, args, redacted) => {
    const redactor = new Redactor(["pin"]);
    const before = structuredClone(args);
    expect(redactor.arguments(command, args)).toEqual(redacted);
    expect(args).toEqual(before);
    const request = JSON.stringify({ execute: command, arguments: args, id: 1 });
    expect(redactor.requests(`\u00ff${request}\n${request}`)).toBe(
      [`\u00ff`, "", ""].join(JSON.stringify({ execute: command, arguments: redacted, id: 1 })),
    );
  },
);

test.each(redactions)(
  "the text of a request is redacted as its arguments: %s %j",
  (command, args, redacted) => {
    // Without further names, most texts are not parsed.
    const text = new Redactor().requests(JSON.stringify({ execute: command, arguments: args }));
    expect(JSON.parse(text)).toEqual({ execute: command, arguments: redacted });
  },
);

test("leaves text without secrets and text that is not a request unchanged", () => {
  const redactor = new Redactor();
  for (const text of [
    '{"execute": "stop",  "id": 1}',
    '{"password": 1}',
    "password",
    "{token",
    '["secret"]',
  ]) {
    expect(redactor.requests(text)).toBe(text);
  }
  expect(redactor.requests('{"exec-oob":"x","arguments":{"token":"t"}}')).toBe(
    '{"exec-oob":"x","arguments":{"token":"***"}}',
  );
});

test("redacts a secret in a stream split at any place, also as escaped JSON", () => {
  const redactor = new Redactor();
  redactor.arguments("x", { password: 'abab"é' });
  const text = 'ababab\\"\\u00e9 abab"é hab';
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const stream = redactor.stream();
      const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
      const shown = pieces.map((piece) => stream.next(piece)).join("");
      expect(shown + stream.end()).toBe("ab*** *** hab");
    }
  }
  const stream = redactor.stream();
  expect(stream.next('x abab"') + stream.end()).toBe("x ***");
});

test("redacts the last hundred secrets in other text", () => {
  const redactor = new Redactor();
  redactor.arguments("x", { password: "hunter2" });
  redactor.arguments("x", { password: "abc" });
  expect(redactor.text("hunter2 is not a password, nor is abc")).toBe("*** is not a password, nor is abc");
  for (let count = 0; count < 100; count++) redactor.arguments("x", { password: `secret-${count}` });
  expect(redactor.text("hunter2 secret-99")).toBe("hunter2 ***");
});
