"""A Twisted Conch server for tests: SFTP, whose replies it queues without limit."""

import json
import os
import sys

from twisted.conch import avatar, checkers, unix
from twisted.conch.ssh import factory, filetransfer, keys, session
from twisted.cred import checkers as cred_checkers, portal
from twisted.internet import reactor
from twisted.python import components, filepath
from zope.interface import implementer

settings = json.loads(sys.argv[1])


def say(*words):
    print(*words, flush=True)


class Sftp(filetransfer.FileTransferServer):
    def connectionMade(self):
        say("sftp")
        super().connectionMade()


class User(avatar.ConchUser):
    def __init__(self):
        super().__init__()
        self.channelLookup[b"session"] = session.SSHSession
        self.subsystemLookup[b"sftp"] = Sftp

    def getHomeDir(self):
        return filepath.FilePath(settings["root"])

    def _runAsUser(self, work, *arguments, **named):
        """Twisted changes the user here; this server runs as the one it serves."""
        if callable(work):
            return work(*arguments, **named)
        for step in work:
            result = step[0](*step[1])
        return result


class Files(unix.SFTPServerForUnixConchUser):
    def _absPath(self, path):
        # Twisted's own takes names of ASCII alone.
        return os.path.join(settings["root"], os.fsdecode(path))


components.registerAdapter(Files, User, filetransfer.ISFTPServer)


@implementer(portal.IRealm)
class Realm:
    def requestAvatar(self, name, mind, *interfaces):
        say("login", os.fsdecode(name))
        return interfaces[0], User(), lambda: None


class Factory(factory.SSHFactory):
    def buildProtocol(self, address):
        say("connection")
        return super().buildProtocol(address)


host_key = keys.Key.fromFile(settings["host_key"])
name = os.fsencode(settings["user"])
server = Factory()
server.privateKeys = {host_key.sshType(): host_key}
server.publicKeys = {host_key.sshType(): host_key.public()}
server.portal = portal.Portal(Realm())
if settings["key"]:
    accepted = keys.Key.fromString(settings["authorized"])
    server.portal.registerChecker(checkers.SSHPublicKeyChecker(checkers.InMemorySSHKeyDB({name: [accepted]})))
if settings["password"] is not None:
    passwords = cred_checkers.InMemoryUsernamePasswordDatabaseDontUse()
    passwords.addUser(name, os.fsencode(settings["password"]))
    server.portal.registerChecker(passwords)


listener = reactor.listenTCP(0, server, interface="127.0.0.1")
say("listening", listener.getHost().port)
reactor.run()
