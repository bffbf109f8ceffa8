import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeUnless } from "../../qemu/support/conditional.js";
import { root } from "../../support/compile.js";
import { serveEditor, writeEditorPicture, type Picture } from "./monaco.js";

const isAsked = process.env["PICTURES"] !== undefined;
const obstacle = isAsked
  ? undefined
  : "PICTURES is not set: it writes pictures to docs (npm run docs:pictures)";

const pictures: Readonly<Record<string, Picture>> = {
  "docs/hover.png": {
    program: `import { connect } from "qapi-ts";
import { blockdevBackup, qmp } from "qapi-ts/qmp";

const session = await connect({ path: "/run/vm.qmp", protocol: qmp });
await blockdevBackup(session, {
  device: "disk0",
  target: "copy",
  |sync: "incremental",
  bitmap: "nightly",
});
`,
    action: "editor.action.showHover",
    shows: { selector: ".monaco-hover", text: "sync" },
    width: 880,
    height: 240,
  },
  "docs/completion.png": {
    program: `import { connect } from "qapi-ts";
import { qmp } from "qapi-ts/qmp";
import { addDevice } from "qapi-ts/qmp/devices";

const session = await connect({ path: "/run/vm.qmp", protocol: qmp });
await addDevice(session, {
  driver: "virtio-blk-pci",
  drive: "disk0",
  |
});
`,
    action: "editor.action.triggerSuggest",
    shows: { selector: ".suggest-widget", text: "acpi-index" },
    width: 880,
    height: 340,
  },
};

describeUnless(
  obstacle,
  "the pictures of an editor",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "qapi-ts-editor-"));
    let server: Server | undefined;

    beforeAll(async () => {
      server = await serveEditor(folder);
    }, 300_000);

    afterAll(() => {
      server?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each(Object.entries(pictures))(
      "%s shows what the editor knows",
      { timeout: 300_000 },
      async (file, picture) => {
        if (server === undefined) expect.unreachable();
        await writeEditorPicture(server, picture, join(root, file));
      },
    );
  },
  false,
);
