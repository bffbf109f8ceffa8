import { spawn, type ChildProcess } from "node:child_process";
import { Socket } from "node:net";

/**
 * Waits for a line, which says that there is nothing left to do. When its input ends without one, this program
 * has died, by whatever death: then the machine is told to end, and after five seconds is made to.
 */
const script = `read -r done && exit
kill "$1" || exit
for second in 1 2 3 4 5; do
  sleep 1
  kill -0 "$1" || exit
done
kill -9 "$1"`;

/** Sees to it that a process does not outlive this program, even if this program is killed. */
export function guard(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  const guardian = spawn("sh", ["-c", script, "sh", String(pid)], {
    // A process group of its own: an interrupt from the terminal is not meant for it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const lastResort = (): void => {
    child.kill("SIGKILL");
  };
  // Without a shell there is less: this program's own, orderly end.
  guardian.once("error", () => process.once("exit", lastResort));
  guardian.stdin.on("error", () => undefined);
  guardian.unref();
  // A pipe to a child is a socket, though its type does not say so.
  if (guardian.stdin instanceof Socket) guardian.stdin.unref();
  child.once("exit", () => {
    process.off("exit", lastResort);
    guardian.stdin.end("done\n");
  });
}
