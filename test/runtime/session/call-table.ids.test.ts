import fc from "fast-check";
import { expect, test } from "vitest";
import { Call } from "../../../runtime/session/call.js";
import { CallsById } from "../../../runtime/session/call-table.js";

function newCall(): Call {
  const request = { command: "stop", argumentsText: undefined, oob: false, reply: true };
  return new Call(
    request,
    () => undefined,
    () => undefined,
  );
}

test("an id is allocated to one call at a time", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat())), (steps) => {
      const ids = new CallsById();
      const allocated: number[] = [];
      for (const step of steps) {
        if (step === null || allocated.length === 0) allocated.push(ids.allocate(newCall()));
        else
          allocated.splice(step % allocated.length, 1).forEach((id) => {
            ids.delete(id);
          });
        expect(new Set(allocated).size).toBe(allocated.length);
      }
    }),
  );
});

test("an id has as few digits as the number of calls in flight allows", () => {
  const ids = new CallsById();
  const many = Array.from({ length: 100 }, () => ids.allocate(newCall()));
  expect(Math.max(...many)).toBe(99);
  for (const id of many) ids.delete(id);
  expect(ids.allocate(newCall())).toBeLessThan(10);
});

test("a released id is not allocated to the next call", () => {
  const ids = new CallsById();
  const id = ids.allocate(newCall());
  ids.delete(id);
  expect(ids.allocate(newCall())).not.toBe(id);
});
