"""paramiko_get.py HOST PORT USER KEY KNOWN_HOSTS REMOTE LOCAL: paramiko as its documentation shows it."""

import sys

import paramiko

host, port, user, key, known_hosts, remote, local = sys.argv[1:]
client = paramiko.SSHClient()
client.load_host_keys(known_hosts)
client.connect(host, int(port), user, key_filename=key, allow_agent=False, look_for_keys=False)
client.open_sftp().get(remote, local)
client.close()
