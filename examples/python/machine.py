"""Controls a machine with the generated bindings: python3 machine.py SOCKET"""

import contextlib
import sys

import qmp
from qmp_client import Client, CommandError

with contextlib.closing(Client(sys.argv[1])) as client:
    version = qmp.query_version(client).qemu
    print(f"QEMU {version.major}.{version.minor}.{version.micro}")
    print("status:", qmp.query_status(client).status)

    qmp.blockdev_add(client, qmp.BlockdevOptionsNullCo(node_name="disk0", size=1048576))
    [node] = qmp.query_named_block_nodes(client)
    print(f"disk: {node.node_name} ({node.drv}), {node.image.virtual_size} bytes")

    try:
        qmp.blockdev_del(client, node_name="disk1")
    except CommandError as error:
        print("error:", error)

    qmp.stop(client) if qmp.query_status(client).running else qmp.cont(client)
    name, data = qmp.read_event(client.next_event(timeout=10))
    print("event:", name, data)
    qmp.quit(client)
