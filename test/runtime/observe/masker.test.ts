import { expect, test } from "vitest";
import { Masker } from "../../../runtime/observe/masker.js";

test.each<[string, object, object]>([
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
  ["x-mine", { pin: "1234" }, { pin: "***" }],
])("%s %j", (command, args, masked) => {
  const masker = new Masker(["pin"]);
  const before = structuredClone(args);
  expect(masker.arguments(command, args)).toEqual(masked);
  expect(args).toEqual(before);
  const request = JSON.stringify({ execute: command, arguments: args, id: 1 });
  expect(masker.requests(`\u00ff${request}\n${request}`)).toBe(
    [`\u00ff`, "", ""].join(JSON.stringify({ execute: command, arguments: masked, id: 1 })),
  );
});

test("what is no request, and what has no secrets, is left as it is", () => {
  const masker = new Masker();
  for (const text of [
    '{"execute": "stop",  "id": 1}',
    '{"password": 1}',
    "password",
    "{token",
    '["secret"]',
  ]) {
    expect(masker.requests(text)).toBe(text);
  }
  expect(masker.requests('{"exec-oob":"x","arguments":{"token":"t"}}')).toBe(
    '{"exec-oob":"x","arguments":{"token":"***"}}',
  );
});

test("a secret is masked however a stream that has it is cut, and as JSON writes it", () => {
  const masker = new Masker();
  masker.arguments("x", { password: 'abab"é' });
  const text = 'ababab\\"\\u00e9 abab"é hab';
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const stream = masker.stream();
      const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
      const shown = pieces.map((piece) => stream.next(piece)).join("");
      expect(shown + stream.rest()).toBe("ab*** *** hab");
    }
  }
  const stream = masker.stream();
  expect(stream.next('x abab"') + stream.rest()).toBe("x ***");
});

test("a secret that was seen is masked wherever it comes again, for as many as can be remembered", () => {
  const masker = new Masker();
  masker.arguments("x", { password: "hunter2" });
  masker.arguments("x", { password: "abc" });
  expect(masker.text("hunter2 is no password, and abc neither")).toBe("*** is no password, and abc neither");
  for (let count = 0; count < 100; count++) masker.arguments("x", { password: `secret-${count}` });
  expect(masker.text("hunter2 secret-99")).toBe("hunter2 ***");
});
