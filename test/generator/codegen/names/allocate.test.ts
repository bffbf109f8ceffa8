import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allocate,
  type NameRequest,
  requestKey,
  type Role,
  roles,
} from "../../../../generator/codegen/names/allocate.js";

const position = { file: "schema.json", line: 1, column: 1 };
const request = (role: Role, name: string, preferred: string): NameRequest => ({
  role,
  of: [name],
  preferred,
  position,
});

const someRequests = fc.uniqueArray(
  fc.record({
    role: fc.constantFrom(...(Object.keys(roles) as Role[])),
    of: fc.tuple(fc.constantFrom("a", "b", "c", "d")),
    preferred: fc.constantFrom("Foo", "FooType", "FooType2", "foo", "delete"),
    position: fc.constant(position),
  }),
  { selector: (each) => requestKey(each.role, ...each.of) },
);

describe("allocate, for any requests", () => {
  test("returns unique identifiers that are not reserved", () => {
    fc.assert(
      fc.property(someRequests, (requests) => {
        const given = [...allocate(requests, new Set(["delete"])).identifiers.values()];
        expect(given).toHaveLength(requests.length);
        expect(new Set(given).size).toBe(requests.length);
        expect(given).not.toContain("delete");
      }),
    );
  });

  test("does not depend on the order of the requests", () => {
    const shuffled = someRequests.chain((requests) =>
      fc.tuple(
        fc.constant(requests),
        fc.shuffledSubarray(requests, { minLength: requests.length, maxLength: requests.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([requests, others]) => {
        expect(new Map(allocate(requests, new Set()).identifiers)).toEqual(
          allocate(others, new Set()).identifiers,
        );
      }),
    );
  });
});

test("prefers types over commands and reports the renamed identifiers", () => {
  const { identifiers, diagnostics } = allocate(
    [request("event", "FOO", "Foo"), request("type", "Foo", "Foo"), request("command", "delete", "delete")],
    new Set(["delete"]),
  );
  expect(identifiers.get(requestKey("type", "Foo"))).toBe("Foo");
  expect(identifiers.get(requestKey("event", "FOO"))).toBe("FooEvent");
  expect(identifiers.get(requestKey("command", "delete"))).toBe("deleteCommand");
  expect(diagnostics.map((each) => each.message).sort()).toEqual([
    'the TypeScript name of the command "delete" is "deleteCommand", because "delete" is reserved',
    'the TypeScript name of the event "FOO" is "FooEvent", because "Foo" is the name of the type "Foo"',
  ]);
});

test("keeps the preferred name for the first of a role by name", () => {
  const { identifiers } = allocate(
    [
      request("command", "foo_bar", "fooBar"),
      request("command", "foo-bar", "fooBar"),
      request("command", "foo.bar", "fooBar"),
    ],
    new Set(),
  );
  expect(Object.fromEntries(identifiers)).toEqual({
    [requestKey("command", "foo-bar")]: "fooBar",
    [requestKey("command", "foo.bar")]: "fooBarCommand",
    [requestKey("command", "foo_bar")]: "fooBarCommand2",
  });
});

test("returns different keys for different name lists", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 3 }), fc.array(fc.string(), { maxLength: 3 }), (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b));
      expect(requestKey("branch", ...a)).not.toBe(requestKey("branch", ...b));
    }),
  );
  expect(requestKey("branch", "a b", "c")).not.toBe(requestKey("branch", "a", "b c"));
});
