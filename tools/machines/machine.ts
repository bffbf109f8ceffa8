/** A program or a manager of machines that a machine was found by. */
export type Manager = "incus" | "libvirt" | "lima" | "lxd" | "podman" | "proxmox";

/** A machine of this host. */
export interface Machine {
  /** Its name, or `pid-PID`. */
  readonly name: string;
  /** The process; undefined if only a socket was found. */
  readonly pid: number | undefined;
  /** The program, such as `qemu-system-x86_64`. */
  readonly program: string | undefined;
  /** What manages the machine, if its sockets are in a known place. */
  readonly manager: Manager | undefined;
  /** The seconds since the process started. */
  readonly uptime: number | undefined;
  /** The monitors of QMP, in the order of the command line. */
  readonly monitors: readonly Monitor[];
}

/** A monitor of QMP. */
export interface Monitor {
  /** The target, as `parseTarget` takes it; undefined if no other program can connect. */
  readonly target: string | undefined;
  /** The monitor as the command line has it, for one without a target. */
  readonly source: string;
}
