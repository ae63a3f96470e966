package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Python's asyncssh. */
class AsyncSshTest extends ClientTest {
    private static final String CONNECT = """
            import asyncio, asyncssh, os, sys
            async def fails(kind, action):
                try:
                    await action
                except kind:
                    return
                raise AssertionError('did not fail')
            async def main():
                async with asyncssh.connect('127.0.0.1', int(sys.argv[1]), username='tester', client_keys=[sys.argv[3]],
                                            known_hosts=sys.argv[2], config=None, agent_path=None) as connection:
                    async with connection.start_sftp_client() as sftp:
                        await work(connection, sftp)
            """;

    private void run(String work) throws IOException {
        succeed(Command.of(
                        Python.with("asyncssh").toString(),
                        "-W",
                        "ignore",
                        "-c",
                        CONNECT + work + "asyncio.run(main())")
                .and(port(), server.access().knownHosts().toString())
                .and(server.access().identity().toString()));
    }

    @Test
    void copiesAndResumes() throws IOException {
        make(local.resolve("up"));
        make(local.resolve("tree/below/file"));
        make(root.resolve("down"));
        make(root.resolve("rest"), 1_000_000);
        make(local.resolve("half"), 1_000_000);
        run("""
                async def work(connection, sftp):
                    await sftp.put('up', '/up', preserve=True)
                    await sftp.get('/down', 'down', preserve=True)
                    await sftp.put('tree', '/', recurse=True, preserve=True)
                    await sftp.get('/tree', 'back', recurse=True, preserve=True)
                    await sftp.copy('/up', '/twin')
                    async with sftp.open('/rest', 'ab') as f:
                        await f.write(open('up', 'rb').read()[await f.tell():])
                    with open('half', 'ab') as mine:
                        async with sftp.open('/down', 'rb') as f:
                            mine.write(await f.read(offset=mine.tell()))
                """);
        assertWhole(root.resolve("up"), root.resolve("twin"), root.resolve("rest"), root.resolve("tree/below/file"));
        assertWhole(local.resolve("down"), local.resolve("half"), local.resolve("back/below/file"));
        assertFromLongAgo(root.resolve("up"), root.resolve("tree/below/file"));
        assertFromLongAgo(local.resolve("down"), local.resolve("back/below/file"));
    }

    @Test
    void doesEverythingElseThatItCan() throws IOException {
        make(root.resolve("a"), 10);
        run("""
                async def work(connection, sftp):
                    assert await sftp.getcwd() == '/' and await sftp.realpath('x/..') == '/'
                    names = await sftp.readdir('/')
                    assert [(n.filename, n.attrs.size) for n in names if n.filename[0] != '.'] == [('a', 10)], names
                    await sftp.makedirs('/one/two')
                    await sftp.rename('/a', '/one/a')
                    await fails(asyncssh.SFTPNoSuchFile, sftp.stat('/a'))
                    assert await sftp.isdir('/one/two') and await sftp.isfile('/one/a')
                    assert await sftp.glob('/*/a') == ['/one/a']
                    await sftp.chmod('/one/a', 0o600)
                    await sftp.utime('/one/a', (1000, 2000))
                    seen = await sftp.stat('/one/a')
                    assert (seen.size, seen.permissions & 0o777, seen.atime, seen.mtime) == (10, 0o600, 1000, 2000), seen
                    await sftp.chown('/one/a', seen.uid, seen.gid)
                    await sftp.truncate('/one/a', 5)
                    await sftp.symlink('/one/a', '/one/soft')
                    await sftp.link('/one/a', '/one/hard')
                    assert await sftp.readlink('/one/soft') == '../one/a' and await sftp.islink('/one/soft')
                    assert await sftp.getsize('/one/soft') == 5 and (await sftp.lstat('/one/soft')).size == 8
                    async with sftp.open('/one/new', 'wb') as f:
                        await f.write(b'new')
                        await f.fsync()
                        assert (await f.stat()).size == 3 and (await f.statvfs()).bsize > 0
                    await fails(asyncssh.SFTPFailure, sftp.rename('/one/new', '/one/hard'))
                    await sftp.posix_rename('/one/new', '/one/hard')
                    async with sftp.open('/one/hard') as f: assert await f.read() == 'new'
                    assert (await sftp.statvfs('/one')).blocks > 0
                    await fails(asyncssh.SFTPError, sftp.rmdir('/one'))
                    await sftp.rmtree('/one/two')
                    await sftp.remove('/one/hard')
                    others = await asyncio.gather(*(connection.start_sftp_client() for _ in range(20)))
                    await asyncio.gather(*(o.mkdir('/%d' % n) for n, o in enumerate(others)))
                    await asyncio.gather(*(o.rmdir('/%d' % n) for n, o in enumerate(others)))
                    for o in others: o.exit()
                """);
        assertThat(root.toFile().list()).containsExactly("one");
        assertThat(root.resolve("one").toFile().list()).containsExactlyInAnyOrder("a", "soft");
        assertThat(CONTENT.slice(0, 5).mismatch(root.resolve("one/a"))).isEmpty();
        assertThat(Files.readSymbolicLink(root.resolve("one/soft"))).hasToString("../one/a");
    }
}
