// The part of qemu-qmp that the bench uses; the package has no types.
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
