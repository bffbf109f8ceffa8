import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { settle } from "../../../../generator/codegen/names/settle.js";
import { roles, wishKey, type Role, type Wish } from "../../../../generator/codegen/names/wish.js";

const position = { file: "schema.json", line: 1, column: 1 };
const wish = (role: Role, name: string, wanted: string): Wish => ({ role, of: [name], wanted, position });

const someWishes = fc.uniqueArray(
  fc.record({
    role: fc.constantFrom(...(Object.keys(roles) as Role[])),
    of: fc.tuple(fc.constantFrom("a", "b", "c", "d")),
    wanted: fc.constantFrom("Foo", "FooType", "FooType2", "foo", "delete"),
    position: fc.constant(position),
  }),
  { selector: (each) => wishKey(each.role, ...each.of) },
);

describe("whatever is wished for", () => {
  test("no two get the same, and none a reserved word", () => {
    fc.assert(
      fc.property(someWishes, (wishes) => {
        const given = [...settle(wishes, new Set(["delete"])).identifiers.values()];
        expect(given).toHaveLength(wishes.length);
        expect(new Set(given).size).toBe(wishes.length);
        expect(given).not.toContain("delete");
      }),
    );
  });

  test("the order of the schema does not matter", () => {
    const shuffled = someWishes.chain((wishes) =>
      fc.tuple(
        fc.constant(wishes),
        fc.shuffledSubarray(wishes, { minLength: wishes.length, maxLength: wishes.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([wishes, others]) => {
        expect(new Map(settle(wishes, new Set()).identifiers)).toEqual(settle(others, new Set()).identifiers);
      }),
    );
  });
});

test("a type goes before a command, and who gave way is told", () => {
  const { identifiers, diagnostics } = settle(
    [wish("event", "FOO", "Foo"), wish("type", "Foo", "Foo"), wish("command", "delete", "delete")],
    new Set(["delete"]),
  );
  expect(identifiers.get(wishKey("type", "Foo"))).toBe("Foo");
  expect(identifiers.get(wishKey("event", "FOO"))).toBe("FooEvent");
  expect(identifiers.get(wishKey("command", "delete"))).toBe("deleteCommand");
  expect(diagnostics.map((each) => each.message).sort()).toEqual([
    "FooEvent stands for the event 'FOO', because Foo is the type 'Foo'",
    "deleteCommand stands for the command 'delete', because delete is reserved",
  ]);
});

test("of several of a kind the first by name keeps the plain one", () => {
  const { identifiers } = settle(
    [
      wish("command", "foo_bar", "fooBar"),
      wish("command", "foo-bar", "fooBar"),
      wish("command", "foo.bar", "fooBar"),
    ],
    new Set(),
  );
  expect(Object.fromEntries(identifiers)).toEqual({
    [wishKey("command", "foo-bar")]: "fooBar",
    [wishKey("command", "foo.bar")]: "fooBarCommand",
    [wishKey("command", "foo_bar")]: "fooBarCommand2",
  });
});

test("keys of different names differ, however the names are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 3 }), fc.array(fc.string(), { maxLength: 3 }), (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b));
      expect(wishKey("branch", ...a)).not.toBe(wishKey("branch", ...b));
    }),
  );
  expect(wishKey("branch", "a b", "c")).not.toBe(wishKey("branch", "a", "b c"));
});
