"""The process of QEMU's Python library: `python-client.py LIBRARY NAME PATH [oob]`. Reads the same orders as client.ts."""

import asyncio
import json
import sys
import time

library, _name, path = sys.argv[1:4]
sys.path.insert(0, library)

from qemu.qmp import QMPClient  # noqa: E402  (the path comes from the command line)

EVENT = "BLOCK_IO_ERROR"


async def concurrent(client: QMPClient, calls: int, width: int) -> None:
    async def loop() -> None:
        for _ in range(-(-calls // width)):
            await client.execute("query-status")

    await asyncio.gather(*(loop() for _ in range(width)))


async def unheard(client: QMPClient, events: int) -> None:
    await client.execute("x-events", {"count": events})


async def heard(client: QMPClient, events: int) -> None:
    with client.listener(EVENT) as listener:
        await unheard(client, events)
        for _ in range(events):
            await listener.get()


async def run(client: QMPClient, scenario: str, size: int) -> float:
    start = time.perf_counter()
    if scenario == "sequential":
        await concurrent(client, size, 1)
    elif scenario.endswith(" in flight"):
        await concurrent(client, size, int(scenario.split()[-3]))
    elif scenario == "events heard":
        await heard(client, size)
    else:
        await unheard(client, size)
    return 1000 * (time.perf_counter() - start)


async def main() -> None:
    client = QMPClient("bench")
    await client.connect(path)
    print("{}", flush=True)
    loop = asyncio.get_running_loop()
    while order := await loop.run_in_executor(None, sys.stdin.readline):
        value = await run(client, **json.loads(order))
        print(json.dumps({"value": value}), flush=True)
    try:
        await client.disconnect()
    except EOFError:
        pass  # the server closed the connection first


asyncio.run(main())
