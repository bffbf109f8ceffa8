import fc from "fast-check";
import { expect, test } from "vitest";
import { IdAllocator } from "../../../runtime/session/call.js";

test("an id is allocated to one call at a time", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat())), (steps) => {
      const ids = new IdAllocator<object>();
      const allocated: number[] = [];
      for (const step of steps) {
        if (step === null || allocated.length === 0) allocated.push(ids.allocate({}));
        else
          allocated.splice(step % allocated.length, 1).forEach((id) => {
            ids.release(id);
          });
        expect(new Set(allocated).size).toBe(allocated.length);
      }
    }),
  );
});

test("an id has as few digits as the number of calls in flight allows", () => {
  const ids = new IdAllocator<object>();
  const many = Array.from({ length: 100 }, () => ids.allocate({}));
  expect(Math.max(...many)).toBe(99);
  for (const id of many) ids.release(id);
  expect(ids.allocate({})).toBeLessThan(10);
});

test("a released id is not allocated to the next call", () => {
  const ids = new IdAllocator<object>();
  const id = ids.allocate({});
  ids.release(id);
  expect(ids.allocate({})).not.toBe(id);
});
