import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blockTotalsOf,
  commandsOfJob,
  jobsOf,
  migrationOf,
} from "../../../../../tools/explore/page/machine/answers.js";
import { readBlockGraph } from "../../../../../tools/explore/page/machine/blocks/block-graph.js";
import { layoutGraph } from "../../../../../tools/explore/page/machine/blocks/block-layout.js";
import { known } from "../../support/versions.js";

describe("the answers of a machine", () => {
  test("are read from query-migrate", () => {
    expect(migrationOf({})).toBeUndefined();
    expect(migrationOf({ status: "none" })).toBeUndefined();
    const ram = { transferred: 5, remaining: 2n ** 60n, total: 2n ** 61n, mbps: 1.5 };
    expect(migrationOf({ status: "active", ram })).toEqual({
      status: "active",
      transferred: 5,
      remaining: 2 ** 60,
      total: 2 ** 61,
      mbps: 1.5,
      error: undefined,
    });
    expect(migrationOf({ status: "failed", "error-desc": "no" })).toMatchObject({ error: "no", total: 0 });
  });

  test("are read from query-jobs", () => {
    const answer = [
      { id: "j", type: "mirror", status: "running", "current-progress": 1, "total-progress": 4 },
    ];
    expect(jobsOf(answer)).toEqual([
      { id: "j", type: "mirror", status: "running", current: 1, total: 4, error: undefined },
    ]);
  });

  test("are read from query-blockstats", () => {
    const stats = { rd_bytes: 1, wr_bytes: 2, rd_operations: 3, wr_operations: 4 };
    expect(blockTotalsOf([{ stats }, { stats }, {}])).toEqual({
      readBytes: 2,
      writtenBytes: 4,
      reads: 6,
      writes: 8,
    });
  });

  test("may have any form", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (graph, nodes, devices) => {
        migrationOf(graph);
        jobsOf(graph);
        blockTotalsOf(graph);
        const read = readBlockGraph({ graph: { nodes: graph, edges: nodes }, nodes, devices });
        const ids = new Set(read.nodes.map(({ id }) => id));
        expect(read.edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
      }),
    );
  });
});

test.each(known)("the commands of jobs exist, and every state of a job is known ($version)", ({ schema }) => {
  const jobs = schema.type(schema.commands.get("query-jobs")?.["ret-type"] ?? "");
  const item = jobs["meta-type"] === "array" ? schema.objectType(jobs["element-type"]) : undefined;
  const status = schema.type(item?.members.find(({ name }) => name === "status")?.type ?? "");
  const states = status["meta-type"] === "enum" ? status.members.map(({ name }) => name) : [];
  expect(states).toContain("running");
  const withoutCommands = ["undefined", "waiting", "aborting", "null"];
  expect(states.filter((state) => commandsOfJob(state).length === 0).sort()).toEqual(withoutCommands.sort());
  const commands = new Set(states.flatMap(commandsOfJob));
  expect([...commands].filter((name) => !schema.commands.has(name))).toEqual([]);
});

describe("the block graph", () => {
  const nodes = [
    { "node-name": "disk0", drv: "qcow2", children: [{ child: "file", "node-name": "file0" }] },
    { "node-name": "file0", drv: "file" },
  ];
  const devices = [
    { device: "", qdev: "/machine/peripheral/vd0/virtio-backend", inserted: { "node-name": "disk0" } },
  ];

  test("has the edges of x-debug-query-block-graph", () => {
    const graph = {
      nodes: [
        { id: 1, type: "block-driver", name: "disk0" },
        { id: 2, type: "block-driver", name: "file0" },
        { id: 3, type: "block-backend", name: "/machine/peripheral/vd0/virtio-backend" },
        { id: 4, type: "block-job", name: "copy" },
      ],
      edges: [
        { parent: 1, child: 2, name: "file" },
        { parent: 3, child: 1, name: "root" },
        { parent: 4, child: 9, name: "lost" },
      ],
    };
    const read = readBlockGraph({ graph, nodes, devices });
    expect(read.nodes.map(({ kind, name, note }) => `${kind} ${name} ${note}`)).toEqual([
      "driver disk0 qcow2",
      "driver file0 file",
      "backend vd0 device",
      "job copy job",
    ]);
    expect(read.edges.map(({ from, to, label }) => `${from}-${to} ${label}`)).toEqual([
      "1-2 file",
      "3-1 root",
    ]);
    expect(read.nodes[0]?.details).toBe(nodes[0]);
    expect(read.nodes[2]?.details).toBe(devices[0]);
  });

  test("has devices and children if that command is refused", () => {
    const read = readBlockGraph({ graph: undefined, nodes, devices });
    expect(read.nodes.map(({ name }) => name)).toEqual(["vd0", "disk0", "file0"]);
    expect(read.edges.map(({ from, to, label }) => `${from} > ${to} ${label}`)).toEqual([
      "device 0 > node disk0 ",
      "node disk0 > node file0 file",
    ]);
  });

  test("is laid out without overlaps, and each edge leads to its nodes", () => {
    const edge = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }));
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 10 }),
        fc.array(edge),
        (names, pairs) => {
          const drawn = names.map((name, index) => ({
            id: String(index),
            kind: "driver",
            name,
            note: "",
            details: undefined,
          })) satisfies object[];
          const edges = pairs
            .filter(([from, to]) => from < to && to < names.length)
            .map(([from, to]) => ({ from: String(from), to: String(to), label: "file" }));
          const picture = layoutGraph({
            nodes: drawn.map((each) => ({ ...each, kind: "driver" as const })),
            edges,
          });
          expect(picture.edges.every(({ points }) => points.length >= 2)).toBe(true);
          for (const [index, one] of picture.nodes.entries()) {
            expect(one.x - one.width / 2).toBeGreaterThanOrEqual(0);
            expect(one.x + one.width / 2).toBeLessThanOrEqual(picture.width);
            for (const other of picture.nodes.slice(index + 1)) {
              const isApart =
                Math.abs(one.x - other.x) * 2 >= one.width + other.width ||
                Math.abs(one.y - other.y) * 2 >= one.height + other.height;
              expect(isApart).toBe(true);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
