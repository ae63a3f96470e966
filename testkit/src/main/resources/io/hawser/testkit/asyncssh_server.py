"""An asyncssh server for tests: SFTP of one folder, and commands by sh."""

import asyncio
import json
import os
import signal
import subprocess
import sys

import asyncssh

settings = json.loads(sys.argv[1])


def say(*words):
    print(*words, flush=True)


class Server(asyncssh.SSHServer):
    def connection_made(self, connection):
        say("connection")
        self.connection = connection

    def auth_completed(self):
        say("login", self.connection.get_extra_info("username"))

    def begin_auth(self, username):
        return True

    def public_key_auth_supported(self):
        return settings["key"]

    def validate_public_key(self, username, key):
        # authorized_client_keys would be asked first, but cannot be told to be one method among others.
        accepted = asyncssh.import_public_key(settings["authorized"])
        return username == settings["user"] and key == accepted

    def password_auth_supported(self):
        return settings["password"] is not None

    def validate_password(self, username, password):
        return username == settings["user"] and password == settings["password"]

    def kbdint_auth_supported(self):
        return settings["questions"] != []

    def get_kbdint_challenge(self, username, lang, submethods):
        return "", "", "", [(question, False) for question, _ in settings["questions"]]

    def validate_kbdint_response(self, username, responses):
        return username == settings["user"] and responses == [answer for _, answer in settings["questions"]]


class Sftp(asyncssh.SFTPServer):
    def __init__(self, channel):
        say("sftp")
        super().__init__(channel, chroot=os.fsencode(settings["root"]))


async def feed(process, child):
    """Standard input, and the signals that come in between."""
    while True:
        try:
            data = await process.stdin.read(32768)
        except asyncssh.SignalReceived as received:
            child.send_signal(getattr(signal, "SIG" + received.signal))
            continue
        except (asyncssh.TerminalSizeChanged, asyncssh.BreakReceived):
            continue
        if not data:
            break
        try:
            child.stdin.write(data)
            await child.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            break
    child.stdin.close()


async def drain(source, target):
    while True:
        data = await source.read(32768)
        if not data:
            return
        target.write(data)
        await target.drain()


async def handle(process):
    if process.command is None:
        process.exit(1)
        return
    say("exec", process.command)
    child = await asyncio.create_subprocess_exec(
        "/bin/sh",
        "-c",
        process.command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings["root"],
        env={**os.environ, **process.env},
    )
    feeding = asyncio.ensure_future(feed(process, child))
    try:
        await asyncio.gather(drain(child.stdout, process.stdout), drain(child.stderr, process.stderr))
        status = await child.wait()
        if status < 0:
            process.exit_with_signal(signal.Signals(-status).name[3:])
        else:
            process.exit(status)
    finally:
        feeding.cancel()
        if child.returncode is None:
            child.kill()


async def main():
    listener = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=Server,
        server_host_keys=[settings["host_key"]],
        sftp_factory=Sftp,
        process_factory=handle,
        encoding=None,
    )
    say("listening", listener.sockets[0].getsockname()[1])
    await asyncio.Event().wait()


asyncio.run(main())
