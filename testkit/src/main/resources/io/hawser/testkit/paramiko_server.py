"""A paramiko server for tests: SFTP of one folder, and commands by sh."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading

import paramiko
from paramiko import SFTPAttributes, SFTPHandle, SFTPServer, SFTPServerInterface
from paramiko.message import Message

settings = json.loads(sys.argv[1])
host_key = paramiko.Ed25519Key.from_private_key_file(settings["host_key"])
root = settings["root"]


def say(*words):
    print(*words, flush=True)


def status_of(operation):
    """What went wrong, as paramiko wants to be told it."""

    def told(*arguments):
        try:
            return operation(*arguments)
        except OSError as e:
            return SFTPServer.convert_errno(e.errno)
        except ValueError:
            return paramiko.SFTP_FAILURE

    return told


class Handle(SFTPHandle):
    """A file without the position of a Python file, so that reads and writes may come in any order."""

    def __init__(self, descriptor, flags):
        super().__init__(flags)
        self.descriptor = descriptor

    def close(self):
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    @status_of
    def read(self, offset, length):
        return os.pread(self.descriptor, min(length, 1 << 18), offset)

    @status_of
    def write(self, offset, data):
        view = memoryview(data)
        while view:
            written = os.pwrite(self.descriptor, view, offset)
            view, offset = view[written:], offset + written
        return paramiko.SFTP_OK

    @status_of
    def stat(self):
        return SFTPAttributes.from_stat(os.fstat(self.descriptor))

    @status_of
    def chattr(self, attributes):
        return change(self.descriptor, attributes)


def change(target, attributes):
    flags = attributes._flags
    # paramiko's own set_file_attr empties the file when it is to set a size.
    if flags & attributes.FLAG_SIZE:
        os.truncate(target, attributes.st_size)
    if flags & attributes.FLAG_UIDGID:
        os.chown(target, attributes.st_uid, attributes.st_gid)
    if flags & attributes.FLAG_PERMISSIONS:
        os.chmod(target, attributes.st_mode & 0o7777)
    if flags & attributes.FLAG_AMTIME:
        os.utime(target, (attributes.st_atime, attributes.st_mtime))
    return paramiko.SFTP_OK


class Files(SFTPServerInterface):
    def session_started(self):
        say("sftp")

    def local(self, path):
        return root + self.canonicalize(path)

    @status_of
    def list_folder(self, path):
        entries = []
        with os.scandir(self.local(path)) as found:
            for entry in found:
                attributes = SFTPAttributes.from_stat(entry.stat(follow_symlinks=False), entry.name)
                entries.append(attributes)
        return entries

    @status_of
    def stat(self, path):
        return SFTPAttributes.from_stat(os.stat(self.local(path)))

    @status_of
    def lstat(self, path):
        return SFTPAttributes.from_stat(os.lstat(self.local(path)))

    @status_of
    def open(self, path, flags, attributes):
        mode = attributes.st_mode & 0o7777 if attributes.st_mode is not None else 0o666
        descriptor = os.open(self.local(path), flags & ~os.O_APPEND, mode)
        if os.path.isdir(self.local(path)):
            os.close(descriptor)
            raise OSError(errno.EISDIR, "a folder")
        return Handle(descriptor, flags)

    @status_of
    def remove(self, path):
        os.remove(self.local(path))
        return paramiko.SFTP_OK

    @status_of
    def rename(self, old, new):
        # draft-ietf-secsh-filexfer-02, section 6.5: it is an error if there is a file of the new name.
        if os.path.lexists(self.local(new)):
            return paramiko.SFTP_FAILURE
        os.rename(self.local(old), self.local(new))
        return paramiko.SFTP_OK

    @status_of
    def posix_rename(self, old, new):
        os.replace(self.local(old), self.local(new))
        return paramiko.SFTP_OK

    @status_of
    def mkdir(self, path, attributes):
        os.mkdir(self.local(path), attributes.st_mode & 0o7777 if attributes.st_mode is not None else 0o777)
        return paramiko.SFTP_OK

    @status_of
    def rmdir(self, path):
        os.rmdir(self.local(path))
        return paramiko.SFTP_OK

    @status_of
    def chattr(self, path, attributes):
        return change(self.local(path), attributes)

    @status_of
    def symlink(self, target, path):
        os.symlink(target, self.local(path))
        return paramiko.SFTP_OK

    @status_of
    def readlink(self, path):
        return os.readlink(self.local(path))


class Server(paramiko.ServerInterface):
    def __init__(self):
        self.environments = {}

    def get_allowed_auths(self, username):
        methods = {
            "publickey": settings["key"],
            "password": settings["password"] is not None,
            "keyboard-interactive": settings["questions"] != [],
        }
        return ",".join(method for method, offered in methods.items() if offered)

    def login(self, username, right):
        return paramiko.AUTH_SUCCESSFUL if username == settings["user"] and right else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username, key):
        offered = key.get_name() + " " + key.get_base64()
        return self.login(username, settings["key"] and offered == settings["authorized"])

    def check_auth_password(self, username, password):
        return self.login(username, settings["password"] is not None and password == settings["password"])

    def check_auth_interactive(self, username, submethods):
        if not settings["questions"]:
            return paramiko.AUTH_FAILED
        self.asked = username
        query = paramiko.InteractiveQuery()
        for question, _ in settings["questions"]:
            query.add_prompt(question, False)
        return query

    def check_auth_interactive_response(self, responses):
        return self.login(self.asked, list(responses) == [answer for _, answer in settings["questions"]])

    def check_channel_request(self, kind, number):
        return paramiko.OPEN_SUCCEEDED if kind == "session" else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_env_request(self, channel, name, value):
        self.environments.setdefault(channel.get_id(), {})[os.fsdecode(name)] = os.fsdecode(value)
        return True

    def check_channel_exec_request(self, channel, command):
        say("exec", os.fsdecode(command))
        environment = {**os.environ, **self.environments.get(channel.get_id(), {})}
        start(execute, channel, command, environment)
        return True


def start(work, *arguments):
    thread = threading.Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread


def execute(channel, command, environment):
    pipe = subprocess.PIPE
    child = subprocess.Popen(
        ["/bin/sh", "-c", command], stdin=pipe, stdout=pipe, stderr=pipe, cwd=root, env=environment
    )

    def feed():
        try:
            while True:
                data = channel.recv(32768)
                if not data:
                    break
                child.stdin.write(data)
                child.stdin.flush()
            child.stdin.close()
        except OSError:
            pass

    def drain(source, send):
        try:
            while True:
                data = source.read1(32768)
                if not data:
                    break
                send(data)
        except OSError:
            child.kill()

    start(feed)
    outputs = [start(drain, child.stdout, channel.sendall), start(drain, child.stderr, channel.sendall_stderr)]
    for output in outputs:
        output.join()
    status = child.wait()
    try:
        if status < 0:
            send_signal(channel, signal.Signals(-status).name[3:])
        else:
            channel.send_exit_status(status)
        channel.shutdown_write()
    except OSError:
        pass
    channel.close()


def send_signal(channel, name):
    """RFC 4254, section 6.10, which paramiko has no method for."""
    message = Message()
    message.add_byte(b"\x62")
    message.add_int(channel.remote_chanid)
    message.add_string("exit-signal")
    message.add_boolean(False)
    message.add_string(name)
    message.add_boolean(False)
    message.add_string("")
    message.add_string("")
    channel.transport._send_user_message(message)


class Transport(paramiko.Transport):
    def _auth_trigger(self):
        # The interface above is asked about keys, but not told of the login that follows.
        say("login", self.get_username())
        super()._auth_trigger()


def serve(connection):
    transport = Transport(connection)
    transport.add_server_key(host_key)
    transport.set_subsystem_handler("sftp", SFTPServer, Files)
    server = Server()
    try:
        transport.start_server(server=server)
    except (paramiko.SSHException, EOFError):
        return
    # Whoever forgets a channel closes it: its finalizer does.
    channels = []
    while transport.is_active():
        channel = transport.accept(1)
        if channel is not None:
            channels.append(channel)
        channels = [one for one in channels if not one.closed]


listener = socket.create_server(("127.0.0.1", 0), backlog=100)
say("listening", listener.getsockname()[1])
while True:
    accepted, _ = listener.accept()
    accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    say("connection")
    start(serve, accepted)
