import { join } from "node:path";
import { expect, test } from "vitest";
import { diffInterfaces } from "../../generator/diff/diff.js";
import type { SchemaChange } from "../../generator/diff/change-kinds.js";
import { interfaceOfAnswer } from "../../generator/diff/from-answer.js";
import { interfaceOfModel } from "../../generator/diff/from-model.js";
import { readSchemaInfo } from "../../generator/introspection/schema-info.js";
import { askServer } from "../../generator/introspection/ask-server.js";
import { pruneModel } from "../../generator/model/prune.js";
import { bothDirections, introspected, modelIn } from "../generator/diff/support.js";
import { describeWithEach } from "./support/binaries.js";
import { definesOf } from "./support/defines.js";
import { describeWithSource, schemas, versions } from "./support/sources.js";

for (const version of versions) {
  describeWithSource(version, `the schemas of QEMU ${version}`, (source) => {
    const programs = ["emulator", "storage daemon"] as const;
    test.each(programs)("equal the introspection with the same conditions: %s", (program) => {
      const model = modelIn(join(source, schemas[program]));
      const defines = definesOf(program, version);
      const [schema, answer] = [
        interfaceOfModel(pruneModel(model, defines)),
        introspected(model, { defines }),
      ];
      expect(schema.commands.size).toBeGreaterThan(30);
      expect(diffInterfaces(schema, answer)).toEqual([]);
      expect(diffInterfaces(answer, schema)).toEqual([]);
    });
  });
}

describeWithEach("emulator", "the introspection of a real QEMU", (qemu, version) => {
  describeWithSource(version, "equals its schema", (source) => {
    test("equals it with the conditions of the build", async () => {
      const { schema } = await askServer({ kind: "binary", path: qemu });
      const model = pruneModel(modelIn(join(source, schemas.emulator)), definesOf("emulator", version));
      expect(diffInterfaces(interfaceOfModel(model), interfaceOfAnswer(readSchemaInfo(schema)))).toEqual([]);
    });
  });
});

/**
 * Changes between QEMU 7.2 and 10.0, found by reading both schemas: the effect on clients, the effect on typed callers,
 * and whether 7.2 marks it as deprecated or unstable.
 */
const facts: readonly (readonly [path: string, kind: string, effects: string])[] = [
  // Deprecated in 7.2, removed in 10.0.
  ["MEM_UNPLUG_ERROR", "event-removed", "breaks breaks deprecated"],
  ["object-add.arguments(qom-type=secret).loaded", "optional-member-removed", "breaks breaks deprecated"],
  ["query-sgx-capabilities.returns.section-size", "member-removed", "breaks breaks deprecated"],
  // Not deprecated in 7.2, removed in 10.0.
  ["migrate.arguments.blk", "optional-member-removed", "breaks breaks"],
  ["migrate.arguments.inc", "optional-member-removed", "breaks breaks"],
  ["migrate-set-parameters.arguments.compress-level", "optional-member-removed", "breaks breaks"],
  ["migrate-set-capabilities.arguments.capabilities[].capability=compress", "value-removed", "breaks breaks"],
  ["query-migrate.returns.ram.skipped", "member-removed", "breaks breaks"],
  ["query-migrate.returns.compression", "optional-member-removed", "caution breaks"],
  ["query-status.returns.singlestep", "member-removed", "breaks breaks"],
  ["trace-event-set-state.arguments.vcpu", "optional-member-removed", "breaks breaks"],
  ["RDMA_GID_STATUS_CHANGED", "event-removed", "breaks breaks"],
  // Unstable.
  ["x-query-rdma", "command-removed", "breaks breaks unstable"],
  ["x-query-profile", "command-removed", "breaks breaks unstable"],
  // Deprecated in 10.0.
  ["chardev-add.arguments.backend(type=socket).data.reconnect", "deprecated", "compatible compatible"],
  ["blockdev-add.arguments.driver=gluster", "deprecated", "compatible compatible"],
  // Added in 10.0.
  ["query-migrationthreads", "command-added", "compatible compatible"],
  ["blockdev-set-active", "command-added", "compatible compatible"],
  ["VFIO_MIGRATION", "event-added", "compatible compatible"],
  ["migrate.arguments.channels", "optional-member-added", "compatible compatible"],
  ["MIGRATION.data.status=postcopy-recover-setup", "value-added", "compatible caution"],
  // Optional, because 10.0 has an alternative.
  ["migrate.arguments.uri", "became-optional", "compatible compatible"],
  // A target that 10.0 removed.
  ["query-cpus-fast.returns[].target=nios2", "value-removed", "caution breaks"],
  // Only the name of a type or the range of an integer changed.
  ["query-cpus-fast.returns[](target=s390x).cpu-state", "type-renamed", "compatible breaks"],
  ["memsave.arguments.size", "range-changed", "caution compatible"],
];

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function effectsOf({ wire, types, unstable, deprecated }: SchemaChange): string {
  return [wire, types, ...(unstable ? ["unstable"] : []), ...(deprecated ? ["deprecated"] : [])].join(" ");
}

describeWithSource("7.2", "QEMU 7.2", (before) => {
  describeWithSource("10.0", "and QEMU 10.0", (after) => {
    // Lazy, because this block runs even if the sources are missing.
    const compared = once(() => {
      const [old, now] = [before, after].map((source) =>
        interfaceOfModel(modelIn(join(source, schemas.emulator))),
      );
      if (!old || !now) throw new Error("a schema is missing");
      return { old, now, findings: diffInterfaces(old, now) };
    });

    test.each(facts)("%s: %s", (path, kind, effects) => {
      const found = compared().findings.filter((finding) => finding.path === path && finding.kind === kind);
      expect(found.map(effectsOf)).toEqual([effects]);
    });

    test("added and removed commands and events are the difference of the names", () => {
      const { old, now, findings } = compared();
      const names = (kind: string): string[] =>
        findings.filter((finding) => finding.kind === kind).map(({ path }) => path);
      const missing = (from: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): string[] =>
        [...from.keys()].filter((name) => !other.has(name)).sort();
      expect(names("command-removed")).toEqual(missing(old.commands, now.commands));
      expect(names("command-added")).toEqual(missing(now.commands, old.commands));
      expect(names("event-removed")).toEqual(missing(old.events, now.events));
      expect(names("event-added")).toEqual(missing(now.events, old.events));
    });

    test("a change of a shared type is reported once with all its uses", () => {
      const [found, ...more] = compared().findings.filter(({ path }) => path.includes("driver=gluster"));
      expect(more).toEqual([]);
      expect(found?.uses).toEqual(
        expect.arrayContaining(["blockdev-add.arguments", "blockdev-reopen.arguments"]),
      );
    });

    test("the reverse comparison mirrors the comparison", () => {
      const { old, now } = compared();
      const { forward, mirrored } = bothDirections(old, now);
      expect(forward).toEqual(mirrored);
    });
  });
});

for (const version of versions) {
  describeWithSource(version, `QEMU ${version}`, (source) => {
    test.each(Object.entries(schemas))("is equal to itself: %s", (_of, entry) => {
      const model = modelIn(join(source, entry));
      expect(diffInterfaces(interfaceOfModel(model), interfaceOfModel(model))).toEqual([]);
    });
  });
}
