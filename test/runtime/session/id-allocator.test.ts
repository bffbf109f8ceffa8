import fc from "fast-check";
import { expect, test } from "vitest";
import { IdAllocator } from "../../../runtime/session/id-allocator.js";

test("an id is used by one call at a time", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat())), (steps) => {
      const ids = new IdAllocator<object>();
      const taken: number[] = [];
      for (const step of steps) {
        if (step === null || taken.length === 0) taken.push(ids.allocate({}));
        else
          taken.splice(step % taken.length, 1).forEach((id) => {
            ids.release(id);
          });
        expect(new Set(taken).size).toBe(taken.length);
      }
    }),
  );
});

test("an id has no more digits than the calls in flight need", () => {
  const ids = new IdAllocator<object>();
  const many = Array.from({ length: 100 }, () => ids.allocate({}));
  expect(Math.max(...many)).toBe(99);
  for (const id of many) ids.release(id);
  expect(ids.allocate({})).toBeLessThan(10);
});

test("an id that has just become free is not the next one", () => {
  const ids = new IdAllocator<object>();
  const id = ids.allocate({});
  ids.release(id);
  expect(ids.allocate({})).not.toBe(id);
});
