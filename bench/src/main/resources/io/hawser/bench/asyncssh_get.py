"""asyncssh_get.py HOST PORT USER KEY KNOWN_HOSTS REMOTE LOCAL: asyncssh as its documentation shows it."""

import asyncio
import sys

import asyncssh

host, port, user, key, known_hosts, remote, local = sys.argv[1:]


async def main():
    async with asyncssh.connect(
        host, int(port), username=user, client_keys=[key], known_hosts=known_hosts, config=None
    ) as connection:
        async with connection.start_sftp_client() as sftp:
            await sftp.get(remote, local)


asyncio.run(main())
