import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { suggest } from "../../../generator/cli/completion.js";
import { wordsOf } from "../../../generator/cli/options.js";
import { createProgram } from "../../../generator/cli/run.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { main, runHere } from "./support.js";

describe("suggest", () => {
  const program = createProgram({
    version: "1.0.0",
    terminal: { out: () => undefined, error: () => undefined },
    exit: () => undefined,
  });
  const suggestions = (...words: readonly string[]): readonly string[] =>
    suggest(program, words).map((each) => (each.kind === "literal" ? each.text : `<${each.type}>`));

  test.each([
    ["commands", ["in"], ["init", "introspect"]],
    ["commands for help", ["help", "val"], ["validate"]],
    ["flags of the command", ["generate", "--re"], ["--reference"]],
    ["flags of the program", ["--v"], ["--version"]],
    ["flags after other arguments", ["generate", "s.json", "--out", "x", "--wa"], ["--watch"]],
    ["choices", ["diff", "--format", ""], ["text", "json", "markdown"]],
    ["choices of the format of an export", ["export", "vm", "--format", "j"], ["json-schema"]],
    ["choices that are joined to the flag", ["diff", "--format=m"], ["--format=markdown"]],
    ["choices of an argument", ["completion", "z"], ["zsh"]],
    ["files for an argument", ["check", "sch"], ["<file>"]],
    ["files for a second argument", ["diff", "old.json", ""], ["<file>"]],
    ["files for a repeated argument", ["import", "a", "b", ""], ["<file>"]],
    ["flags of imports", ["import", "a", "--ge"], ["--generate"]],
    ["folders for imported bindings", ["import", "a", "-g", ""], ["<directory>"]],
    ["files and words for annotations", ["import", "a", "--annotations", ""], ["none", "qemu", "<file>"]],
    ["words that are joined to the flag", ["generate", "--annotations=q"], ["--annotations=qemu", "<file>"]],
    ["files and words for devices", ["generate", "--devices", "n"], ["none", "<file>"]],
    ["files and words for names", ["export", "--names", ""], ["none", "<file>"]],
    ["files for binaries", ["devices", "a", ""], ["<file>"]],
    ["files for a flag", ["generate", "-c", ""], ["<file>"]],
    ["folders for a flag", ["generate", "--out", ""], ["<directory>"]],
    ["nothing for a free value", ["generate", "--name", ""], []],
    ["nothing after the last argument", ["check", "s.json", ""], []],
    ["nothing for an unknown flag", ["check", "--unknown="], []],
  ])("completes %s", (_, words, expected) => {
    expect(suggestions(...words)).toEqual(expected);
  });
});

test("every value of the program is completed, unless it is free text", () => {
  const free = /^--(name|runtime|reference|timeout|(old-|new-)?define)$/;
  const exit = (): void => undefined;
  const terminal = { out: exit, error: exit };
  const program = createProgram({ version: "1.0.0", terminal, exit });
  const missing = program.commands.flatMap((command) => [
    ...command.registeredArguments
      .filter(
        (_, index) => suggest(program, [command.name(), ...Array<string>(index).fill("x"), ""]).length === 0,
      )
      .map((argument) => `${command.name()} <${argument.name()}>`),
    ...command.options
      .filter(({ long, required }) => required && !free.test(long ?? ""))
      .filter(({ long }) => suggest(program, [command.name(), long ?? "", ""]).length === 0)
      .map(({ long }) => `${command.name()} ${long ?? ""}`),
  ]);
  expect(missing).toEqual([]);
  // A word that the help of an option documents is completed.
  const words = program.commands.flatMap(({ options }) =>
    options
      .filter(({ description }) => /(^|[;,] )none\b/.test(description))
      .map(({ long, flags }) => [
        long,
        wordsOf(options.find((each) => each.flags === flags) ?? {}).includes("none"),
      ]),
  );
  expect(words.length).toBeGreaterThan(3);
  expect(words.filter(([, isCompleted]) => isCompleted === false)).toEqual([]);
});

test("prints a script or completions on standard output", async () => {
  for (const shell of ["bash", "fish", "zsh"]) {
    const script = await runHere(["completion", shell]);
    expect(script).toMatchObject({ status: 0, error: "" });
    expect(script.out).toContain("qapi-ts 'completion'");
  }
  expect(await runHere(["completion", "bash", "generate", "--wa"])).toMatchObject({
    status: 0,
    out: "--watch",
  });
});

describe("a real shell", () => {
  /** Runs a script with `qapi-ts` in PATH and a folder with a schema; undefined if the shell is not installed. */
  function runIn(shell: string, script: string): string | undefined {
    const folder = temporaryFolder({ "qapi-ts": `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n` });
    chmodSync(join(folder, "qapi-ts"), 0o755);
    writeFileSync(join(folder, "file-schema.json"), "");
    const PATH = `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
    const { error, stdout } = spawnSync(shell, ["-c", script], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, PATH, HOME: folder },
    });
    if (error === undefined) return stdout;
    console.log(`${shell} is not installed: its completion is not tested.`);
    return undefined;
  }

  test("bash completes commands, flags, choices and files", () => {
    const script = `
      source <(qapi-ts completion bash)
      complete_line() {
        COMP_LINE="$*"; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        COMPREPLY=()
        _qapi-ts qapi-ts "\${@: -1}"
        echo "\${COMPREPLY[*]}"
      }
      complete_line qapi-ts gen
      complete_line qapi-ts generate --wat
      complete_line qapi-ts check --format ""
      complete_line qapi-ts check file-`;
    expect(runIn("bash", script)).toBe("generate\n--watch\ntext json\nfile-schema.json\n");
  });

  test("fish completes commands, flags, choices and files", () => {
    const lines = ["qapi-ts gen", "qapi-ts generate --wat", "qapi-ts check --format ", "qapi-ts check file-"];
    const script = ["qapi-ts completion fish | source", ...lines.map((line) => `complete -C "${line}"`)];
    const out = runIn("fish", script.join("\n"));
    if (out === undefined) return;
    expect(out.split("\n").map((line) => line.split("\t")[0])).toEqual([
      "generate",
      "--watch",
      "json",
      "text",
      "file-schema.json",
      "",
    ]);
  });

  test("zsh completes commands, flags, choices and files", () => {
    // Types into an interactive shell and waits up to 20 s for each completion.
    const script = `
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell 'PS1=""; autoload -U compinit; compinit -u -D; eval "$(qapi-ts completion zsh)"; print RE''ADY'
      wait_for() {
        local output line
        for i in {1..200}; do
          zpty -r -t shell line && output+=$line || sleep 0.1
          [[ $output == *$1* ]] && print -r -- "$1" && return
        done
        print -r -- "no $1 in $output"
      }
      complete_line() {
        zpty -n -w shell $'\\C-u'$1$'\\t'
        wait_for "$2"
      }
      wait_for READY
      complete_line 'qapi-ts gen' generate
      complete_line 'qapi-ts generate --wat' --watch
      complete_line 'qapi-ts check --format j' json
      complete_line 'qapi-ts check file-' file-schema.json
      zpty -d shell`;
    const out = runIn("zsh", script);
    if (out === undefined) return;
    expect(out).toBe("READY\ngenerate\n--watch\njson\nfile-schema.json\n");
  });
});
