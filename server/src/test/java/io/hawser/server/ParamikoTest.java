package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.OpenResources;
import io.hawser.testkit.Python;
import io.hawser.testkit.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Python's paramiko, whose own server closes channels that are in use. */
class ParamikoTest extends ClientTest {
    private static final String CONNECT = """
            import paramiko, sys, threading, os, stat, hashlib, io
            def connect():
                client = paramiko.SSHClient()
                client.load_host_keys(sys.argv[2])
                client.connect('127.0.0.1', int(sys.argv[1]), 'tester', key_filename=sys.argv[3],
                               allow_agent=False, look_for_keys=False, timeout=60, auth_timeout=60, banner_timeout=60)
                return client
            def fails(action):
                try:
                    action()
                except IOError as e:
                    return e
                raise AssertionError('did not fail')
            """;

    private void run(String script) throws IOException {
        Command.Finished done = succeed(python(script));
        assertThat(done.errText()).as(done.toString()).isEmpty();
    }

    private Command python(String script) throws IOException {
        return Command.of(Python.with("paramiko").toString(), "-c", CONNECT + script)
                .and(port(), server.access().knownHosts().toString())
                .and(server.access().identity().toString());
    }

    @Test
    void doesAllThatItCan() throws IOException {
        run("""
                sftp = connect().open_sftp()
                f = sftp.open('new', 'w'); assert f.stat().st_size == 0; f.close()
                with sftp.open('text', 'w') as f: f.write('x' * 1486)
                assert sftp.stat('text').st_size == 1486
                with sftp.open('lines', 'w') as f: f.write('hello kitty\\nhello cats\\n')
                with sftp.open('lines', 'a+') as f:
                    assert f.tell() == 23
                    f.write('hello doggie\\n!'); assert f.tell() == 37
                    f.seek(-25, f.SEEK_CUR); assert f.readline() == 'hello cats\\n'
                with sftp.open('lines', 'a') as f:
                    f.seek(0); f.write('more')
                assert sftp.stat('lines').st_size == 41
                sftp.rename('text', 'other')
                fails(lambda: sftp.stat('text')); sftp.stat('other')
                with sftp.open('text', 'w') as f: f.write('new')
                fails(lambda: sftp.rename('text', 'other'))
                sftp.posix_rename('text', 'other')
                assert sftp.open('other').read() == b'new'
                sftp.mkdir('sub'); fails(lambda: sftp.mkdir('sub'))
                e = fails(lambda: sftp.rmdir('missing')); assert 'No such file' in str(e), e
                sftp.rmdir('sub'); fails(lambda: sftp.open('sub/x', 'w'))
                sftp.mkdir('folder')
                for name in ('a', 'b', 'c'): sftp.open('folder/' + name, 'w').close()
                assert sorted(sftp.listdir('folder')) == ['a', 'b', 'c']
                assert sorted(x.filename for x in sftp.listdir_iter('folder')) == ['a', 'b', 'c']
                sftp.chmod('other', 0o600); assert stat.S_IMODE(sftp.stat('other').st_mode) == 0o600
                owner = sftp.stat('other'); sftp.chown('other', owner.st_uid, owner.st_gid)
                sftp.utime('other', (1000, 2000)); assert sftp.stat('other').st_mtime == 2000 and sftp.stat('other').st_atime == 1000
                with sftp.open('cut', 'w') as f: f.write('y' * 1000)
                sftp.truncate('cut', 512); assert sftp.stat('cut').st_size == 512
                assert sftp.open('cut').read() == b'y' * 512
                with sftp.open('cut', 'r+') as f: f.truncate(100); assert f.stat().st_size == 100
                sftp.symlink('other', 'link'); assert sftp.readlink('link') == 'other'
                assert sftp.lstat('link').st_size == 5 and sftp.stat('link').st_size == 3
                assert sftp.normalize('.') == '/' and sftp.normalize('./folder') == '/folder'
                sftp.chdir('folder'); assert sftp.getcwd() == '/folder'; sftp.chdir('..'); assert sftp.getcwd() == '/'
                sftp.mkdir('\\u00fcn\\u00efcode'); assert '\\u00fcn\\u00efcode' in sftp.listdir('.')
                sftp.open('excl', 'wx').close(); fails(lambda: sftp.open('excl', 'wx'))
                sftp.remove('excl'); fails(lambda: sftp.remove('excl'))
                seen = []
                attributes = sftp.putfo(io.BytesIO(b'z' * 41), 'put', callback=lambda *x: seen.append(x))
                assert attributes.st_size == 41 and seen[-1] == (41, 0), seen
                assert sftp.putfo(io.BytesIO(b''), 'empty').st_size == 0
                with open('mine', 'wb') as f: f.write(b'm' * 100000)
                with sftp.open('resumed', 'wb') as f: f.write(b'm' * 40000)
                with sftp.open('resumed', 'ab') as f, open('mine', 'rb') as mine: mine.seek(f.tell()); f.write(mine.read())
                assert sftp.put('mine', 'put').st_size == 100000 and sftp.open('resumed').read() == b'm' * 100000
                sftp.get('put', 'back'); assert open('back', 'rb').read() == b'm' * 100000
                data = os.urandom(4 << 20)
                sftp.putfo(io.BytesIO(data), 'big')
                back = io.BytesIO(); sftp.getfo('big', back); assert back.getvalue() == data
                back = io.BytesIO(); sftp.getfo('big', back, prefetch=False); assert back.getvalue() == data
                with sftp.open('big', 'rb') as f:
                    parts = list(f.readv([(0, 131072), (1000000, 5), (4194000, 304)]))
                    assert parts == [data[:131072], data[1000000:1000005], data[4194000:]]
                    assert f.check('sha1', 0, 0, 0) == hashlib.sha1(data).digest()
                    blocks = f.check('md5', 100, 200000, 65536)
                    wanted = b''.join(hashlib.md5(data[i:min(i + 65536, 200100)]).digest() for i in range(100, 200100, 65536))
                    assert blocks == wanted
                with sftp.open('small', 'wb') as f: f.write(b'abc')
                assert sftp.open('small').check('sha1') == hashlib.sha1(b'abc').digest()
                f = sftp.open('big'); f.close(); fails(lambda: sftp._request(8, f.handle))
                """);
    }

    /** A hundred connections of ten processes, since one Python spends most of its time on the lock that its threads share. */
    @Test
    void manyAtOnceNeverFindTheirChannelClosed() throws IOException {
        Files.createDirectory(root.resolve("ready"));
        Command client = python("""
                import time
                failures = []
                def use(client, name):
                    try:
                        for i in range(50):
                            sftp = client.open_sftp()
                            if i == 0: sftp.mkdir(name)
                            with sftp.open(name + '/file', 'w') as f: f.write('%s %d' % (name, i))
                            with sftp.open(name + '/file') as f: assert f.read() == b'%s %d' % (name.encode(), i)
                            assert [x.filename for x in sftp.listdir_attr(name)] == ['file']
                            sftp.close()
                    except Exception as e:
                        failures.append('%s: %r' % (name, e))
                clients = [connect() for _ in range(10)]
                sftp = clients[0].open_sftp()
                sftp.mkdir('ready/%d' % os.getpid())
                while len(sftp.listdir('ready')) < 10: time.sleep(0.02)
                sftp.close()
                threads = [threading.Thread(target=use, args=(c, '%d-%d' % (os.getpid(), n))) for n, c in enumerate(clients)]
                for t in threads: t.start()
                for t in threads: t.join()
                for c in clients: c.close()
                assert not failures, failures
                """);
        var running = new ArrayList<RunningCommand>();
        try {
            for (int i = 0; i < 10; i++) {
                running.add(client.start());
            }
            for (RunningCommand each : running) {
                Command.Finished done = each.await();
                assertThat(done.status()).as(done.toString()).isZero();
                assertThat(done.errText()).as(done.toString()).isEmpty();
            }
        } finally {
            for (RunningCommand each : running) {
                each.close();
            }
        }
        Eventually.holds(
                () -> server.events(ServerEvent.Disconnected.class).size() == 100,
                () -> server.server().channels() + " and " + server.server().connections() + " connections");
        assertThat(server.server().channels()).isEmpty();
        assertThat(server.server().connections()).isZero();
        assertThat(OpenResources.filesBelow(root)).isEmpty();
        assertThat(server.events(ServerEvent.ChannelOpened.class)).hasSize(100 * 50 + 10);
        assertThat(server.events(ServerEvent.ChannelClosed.class))
                .hasSize(100 * 50 + 10)
                .allSatisfy(closed -> assertThat(closed.reason()).isIn("the client was done", "the client closed it"));
    }

    @Test
    void aHundredChannelsOnOneConnection() throws IOException {
        run("""
                client = connect()
                sessions = [client.open_sftp() for _ in range(100)]
                for n, sftp in enumerate(sessions):
                    with sftp.open('c%d' % n, 'w') as f: f.write(b'%d' % n)
                for n, sftp in enumerate(reversed(sessions)):
                    assert sftp.open('c%d' % n).read() == b'%d' % n
                client.close()
                """);
    }
}
