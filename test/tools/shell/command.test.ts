import { expect, test } from "vitest";
import { runQmp } from "../support/run-qmp.js";

test("qmp shell needs a terminal, and names the command for files", async () => {
  expect(await runQmp(["shell", "/nowhere.sock"], { input: "query-status\n" })).toEqual({
    status: 2,
    stdout: "",
    stderr: "qmp: qmp shell needs a terminal. `qmp exec --batch` runs the commands of a file.\n",
  });
});
