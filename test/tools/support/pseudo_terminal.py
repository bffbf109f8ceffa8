"""Runs a program in a pseudo-terminal and relays standard input and output. usage: pseudo_terminal.py ROWS COLUMNS PROGRAM ARGUMENT..."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios

rows, columns, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(command[0], command)
sources = [0, terminal]
while terminal in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:  # The program closed the terminal.
            data = b""
        if data == b"":
            sources.remove(source)
            if source == 0:
                os.kill(pid, 1)
        else:
            os.write(terminal if source == 0 else 1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
