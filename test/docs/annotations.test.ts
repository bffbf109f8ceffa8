import { join } from "node:path";
import { expect, test } from "vitest";
import { readAnnotated } from "../../generator/frontend/read-schema.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { samplesIn } from "./samples.js";

/** The schema to which the page's annotations belong. */
const schema = `
{ 'struct': 'Job', 'data': { 'id': 'str', 'state': 'str' } }
{ 'struct': 'DiskKey', 'data': { 'key': 'str' } }
{ 'struct': 'Indexing', 'data': { 'done': 'int', 'files': 'int' } }
{ 'event': 'JOB_CHANGED', 'data': { 'job': 'Job' } }
{ 'event': 'INDEXED', 'data': { 'disk': 'str' } }
{ 'event': 'INDEX_FAILED', 'data': { 'disk': 'str', 'message': 'str' } }
{ 'command': 'index-disk', 'data': { 'disk': 'str' } }
{ 'command': 'query-index', 'returns': 'Indexing' }
{ 'command': 'query-key', 'returns': 'DiskKey' }
`;

test("every annotations file in the documentation is accepted", async () => {
  const samples = samplesIn("jsonc");
  expect(samples.length).toBeGreaterThan(0);
  for (const { text } of samples) {
    const folder = temporaryFolder({ "schema.json": schema, "annotations.json": text });
    const reading = await readAnnotated(join(folder, "schema.json"), join(folder, "annotations.json"));
    expect(reading.diagnostics).toEqual([]);
    expect(reading.annotations?.accessors.map(({ name }) => name)).toEqual(["job-changed"]);
    expect([...(reading.annotations?.completions.keys() ?? [])]).toEqual(["index-disk"]);
    expect(reading.annotations?.timeouts.get("query-index")).toBe(5000);
    expect(reading.annotations?.effects.get("query-index")).toBe("read");
    expect(reading.annotations?.host.get("index-disk")?.get("disk")).toEqual(["path"]);
  }
});
