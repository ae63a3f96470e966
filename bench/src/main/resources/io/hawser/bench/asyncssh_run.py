"""asyncssh_run.py HOST PORT USER KEY KNOWN_HOSTS COMMAND LOCAL: output of a command into a file, by asyncssh."""

import asyncio
import sys

import asyncssh

host, port, user, key, known_hosts, command, local = sys.argv[1:]


async def main():
    async with asyncssh.connect(
        host, int(port), username=user, client_keys=[key], known_hosts=known_hosts, config=None
    ) as connection:
        await connection.run(command, stdout=local, check=True, encoding=None)


asyncio.run(main())
