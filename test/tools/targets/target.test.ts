import fc from "fast-check";
import { expect, test } from "vitest";
import { formatTarget, parseTarget, type Target } from "../../../tools/targets/target.js";
import { UsageError } from "../../../tools/failure.js";

test.each<[string, Target]>([
  ["unix:/run/vm.qmp", { kind: "unix", path: "/run/vm.qmp" }],
  ["/run/vm.qmp", { kind: "unix", path: "/run/vm.qmp" }],
  ["./vm.qmp", { kind: "unix", path: "./vm.qmp" }],
  ["unix:vm:1", { kind: "unix", path: "vm:1" }],
  ["tcp:host:4444", { kind: "tcp", host: "host", port: 4444 }],
  ["tcp::4444", { kind: "tcp", host: "localhost", port: 4444 }],
  ["tls:[::1]:4444", { kind: "tls", host: "::1", port: 4444 }],
  ["ws://host:4444/monitor", { kind: "web-socket", url: "ws://host:4444/monitor" }],
  ["wss://host", { kind: "web-socket", url: "wss://host" }],
  ["qga:/run/vm.qga", { kind: "agent", path: "/run/vm.qga" }],
  ["virsh:web server", { kind: "libvirt", domain: "web server" }],
  ["vm1", { kind: "name", name: "vm1" }],
  ["web server: old", { kind: "name", name: "web server: old" }],
])("%j is a target", (text, target) => {
  expect(parseTarget(text)).toEqual(target);
  expect(parseTarget(formatTarget(target))).toEqual(target);
});

test("every text is a target that its text leads to again, or an error that names the fix", () => {
  const word = fc.constantFrom(
    "unix:",
    "tcp:",
    "tls:",
    "ws:",
    "wss:",
    "//",
    "qga:",
    "virsh:",
    "[",
    "]",
    ":",
    "::1",
    "4444",
    "/",
    "\0",
  );
  const text = fc
    .array(fc.oneof(word, fc.string({ maxLength: 5 })), { maxLength: 6 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (each) => {
      try {
        const target = parseTarget(each);
        expect(parseTarget(formatTarget(target))).toEqual(target);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect(error).toHaveProperty("message", expect.stringMatching(/Use /));
      }
    }),
    { numRuns: 2_000 },
  );
});
