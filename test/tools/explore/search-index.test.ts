import fc from "fast-check";
import { shippedModel } from "qapi-ts-generator/models";
import { beforeAll, describe, expect, test } from "vitest";
import { SearchIndex, type Group, type Hit } from "../../../tools/explore/page/search/search-index.js";
import { tokenize } from "../../../tools/explore/page/search/tokenize.js";
import { dataOf } from "./support/data.js";

let search: SearchIndex;
let names: SearchIndex;

beforeAll(async () => {
  const { index, search: data } = dataOf("qmp-11.1");
  search = await SearchIndex.create(index, data);
  names = await SearchIndex.create(index);
});

const text = ({ kind, name, owner }: Hit): string =>
  `${kind} ${owner === undefined ? "" : `${owner}.`}${name}`;

describe("the first hit", () => {
  test.each([
    ["blockdev-add", "command blockdev-add"],
    ["blockdev_add", "command blockdev-add"],
    ["BLOCKDEV ADD", "command blockdev-add"],
    ["blockdev-ad", "command blockdev-add"],
    ["blokdev-add", "command blockdev-add"],
    ["BlockdevOptions", "union BlockdevOptions"],
    ["device_deleted", "event DEVICE_DELETED"],
    ["virtio-blk-pci", "device virtio-blk-pci"],
    ["l2-cache-entry-size", "member BlockdevOptionsQcow2.l2-cache-entry-size"],
    ["finish-migrate", "value RunState.finish-migrate"],
    ["share-rw", "property share-rw"],
    ["no words of any documentation", undefined],
    ["merges overlay backing chain", "command block-commit"],
    ["block-commit.top-node", "argument block-commit.top-node"],
    ["block-commit top-node", "argument block-commit.top-node"],
  ])("is, for %j, %s", (query, expected) => {
    const [first] = search.find(query);
    expect(first && text(first)).toBe(expected);
  });
});

test("every definition and device is the first hit of its name", () => {
  const { index, search: data } = dataOf("qmp-11.1");
  const wanted = [...index.definitions.map(([name]) => name), ...data.devices.map(([name]) => name)];
  const missed = wanted.filter((name) => search.find(name, { limit: 3 }).every((hit) => hit.name !== name));
  expect(missed).toEqual([]);
});

test("a group limits what is found", () => {
  const kindsOf = (group: Group): readonly string[] => [
    ...new Set(search.find("drive", { group }).map(({ kind }) => kind)),
  ];
  expect(kindsOf("commands")).toEqual(["command"]);
  expect(kindsOf("devices").toSorted()).toEqual(["device", "property"]);
  expect(kindsOf("members").toSorted()).toEqual(["argument", "member", "value"]);
  expect(kindsOf("everything").length).toBeGreaterThan(5);
});

test("definitions are found before the other data is loaded", () => {
  const [first] = names.find("stop");
  expect(first && text(first)).toBe("command stop");
  expect(names.find("l2-cache-entry-size")).toEqual([]);
});

test("any text can be searched for, and at most the limit is found", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (query, limit) => {
      expect(search.find(query, { limit }).length).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 50 },
  );
});

test("terms are words and the parts of names", () => {
  expect(tokenize("BlockdevOptions of @node-name, IPv4!")).toEqual([
    "blockdevoptions",
    "blockdev",
    "options",
    "of",
    "node",
    "name",
    "ipv4",
  ]);
  expect(tokenize("")).toEqual([]);
});

test("the data has every definition of the model", () => {
  const { index } = dataOf("qmp-11.1");
  const { model } = shippedModel("qmp-11.1");
  expect(index.definitions.map(([name]) => name)).toEqual(model.definitions.map(({ name }) => name));
});
