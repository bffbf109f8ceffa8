import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeToken, encodeToken, maxTokenLength } from "../../../fleet/subjects/token.js";
import { machineKey, parseAddress, parseMachineKey } from "../../../fleet/subjects/machine-address.js";
import { Subjects } from "../../../fleet/subjects/subjects.js";

/** Short enough that every character may take 12 characters. */
const name = fc.string({ unit: "grapheme", maxLength: 30 });

test.each([
  ["vm1", "vm1"],
  ["query-status", "query-status"],
  ["BLOCK_JOB_COMPLETED", "BLOCK_JOB_COMPLETED"],
  ["", "="],
  ["a.b", "a=2Eb"],
  ["*", "=2A"],
  [">", "=3E"],
  ["a b", "a=20b"],
  ["=", "=3D"],
  ["ü", "=C3=BC"],
  ["\r\n\0", "=0D=0A=00"],
])("%j is the token %s", (text, token) => {
  expect(encodeToken(text)).toBe(token);
  expect(decodeToken(token)).toBe(text);
});

test("every name has a distinct token that NATS takes in subjects and in keys", () => {
  fc.assert(
    fc.property(name, name, (one, other) => {
      const token = encodeToken(one);
      expect(token).toMatch(/^[-=\w]+$/);
      expect(decodeToken(token)).toBe(one);
      expect(encodeToken(other) === token).toBe(one === other);
    }),
  );
});

test("a text that is not a token is not decoded", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const decoded = decodeToken(text);
      if (decoded !== undefined) expect(encodeToken(decoded)).toBe(text);
    }),
  );
  for (const text of ["=gap", "=4", "=41", "=FF", "a=2e", "a.b", "*", ""])
    expect(decodeToken(text)).toBeUndefined();
});

test("a name that is too long is refused", () => {
  expect(() => encodeToken("x".repeat(maxTokenLength + 1))).toThrow(RangeError);
});

test("a key leads back to its address", () => {
  fc.assert(
    fc.property(name, name, name, (site, host, machine) => {
      const address = { site, host, machine };
      expect(parseMachineKey(machineKey(address))).toEqual(address);
      const subjects = new Subjects("a.b");
      expect(subjects.addressOf(subjects.command(address, "quit"))).toEqual(address);
      expect(subjects.lastName(subjects.event(address, machine))).toBe(machine);
      expect(subjects.lastName(subjects.gap(address))).toBeUndefined();
    }),
  );
});

test.each([
  ["s/h/m", undefined, { site: "s", host: "h", machine: "m" }],
  ["h/m", "s", { site: "s", host: "h", machine: "m" }],
  ["s/h/m/n", "x", { site: "s", host: "h", machine: "m/n" }],
])("%s is an address", (text, site, address) => {
  expect(parseAddress(text, site)).toEqual(address);
});

test.each(["", "m", "h/m", "/h/m", "s//m", "s/h/"])("%j is not an address", (text) => {
  expect(() => parseAddress(text)).toThrow(RangeError);
});
