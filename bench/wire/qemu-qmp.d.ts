// qemu-qmp comes without types; these are of what the bench uses.
declare module "qemu-qmp" {
  import { EventEmitter } from "node:events";

  export default class QMP extends EventEmitter {
    connect(path: string, connected: (error: Error | null) => void): void;
    execute(
      command: string,
      args: object | null,
      answered: (error: Error | null, value: unknown) => void,
    ): void;
    end(): void;
  }
}
