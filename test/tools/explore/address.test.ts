import fc from "fast-check";
import { expect, test } from "vitest";
import { addressOf, parseHash } from "../../../tools/explore/page/app/address.js";
import { readPlace } from "../../../tools/explore/page/reference/place.js";

test("an address is read as the parts that it was made of", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, unit: "grapheme" }), { minLength: 1 }), (parts) => {
      expect(parseHash(addressOf(...parts))).toEqual(parts);
    }),
  );
});

test("any text is read as an address", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(parseHash(`#/${text}`)).not.toContain("");
    }),
  );
  expect(parseHash("#/reference/%")).toEqual(["reference", "%"]);
  expect(parseHash("#main")).toEqual([]);
});

test.each([
  [[], { kind: "overview" }],
  [["api"], { kind: "overview" }],
  [["constructor", "name"], { kind: "overview" }],
  [["module", "block-core"], { kind: "module", name: "block-core" }],
  [["api", "stop"], { kind: "definition", name: "stop" }],
  [["api", "RunState", "paused"], { kind: "definition", name: "RunState", part: "paused" }],
  [["devices"], { kind: "devices" }],
  [["device", "virtio-blk-pci", "drive"], { kind: "device", name: "virtio-blk-pci", part: "drive" }],
  [["property", "drive"], { kind: "property", name: "drive" }],
])("%j leads to %j", (parts, place) => {
  expect(readPlace(parts)).toEqual(place);
});
