import fc from "fast-check";
import { expect, test } from "vitest";
import { ChunkDecoder } from "../../../runtime/node/stream-transport.js";

test("decodes any text split at any bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.nat()), (text, places) => {
      const bytes = Buffer.from(text, "utf8");
      const ends = [...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      const decoder = new ChunkDecoder();
      const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
      expect(chunks.map((chunk) => decoder.decode(chunk)).join("")).toBe(bytes.toString("utf8"));
    }),
  );
});

test("replaces invalid UTF-8 and decodes the bytes after it", () => {
  const decoder = new ChunkDecoder();
  expect(decoder.decode(Buffer.from([0xff]))).toBe("\ufffd");
  expect(decoder.decode(Buffer.from([0xc3]))).toBe("");
  expect(decoder.decode(Buffer.from("{}"))).toBe("\ufffd{}");
  expect(decoder.decode(Buffer.from("{}"))).toBe("{}");
});
