package io.hawser.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.Test;

/** What packets hold while they wait. */
class SshPacketTest {
    private static final int FULL = 32 << 10;

    private static <T> T only(Class<T> type, String method, Object result) {
        return type.cast(Proxy.newProxyInstance(
                SshPacketTest.class.getClassLoader(), new Class<?>[] {type}, (_, called, given) -> {
                    if (called.getName().equals("createBuffer")) {
                        return new ByteArrayBuffer((int) given[1]);
                    }
                    return called.getName().equals(method) ? result : 0L;
                }));
    }

    private static Channel channel() {
        return only(Channel.class, "getSession", only(Session.class, "", null));
    }

    @Test
    void aSmallOneHoldsNoLargeBuffer() {
        var packet = new SshPacket(channel(), FULL);
        packet.bytes().put("a short answer".getBytes(StandardCharsets.US_ASCII));
        Buffer message = packet.fitted(channel()).message();
        assertThat(message.array()).hasSizeLessThan(256);
        assertThat(new String(message.array(), StandardCharsets.US_ASCII)).contains("a short answer");
    }

    @Test
    void aFullOneStaysAsItIs() {
        var packet = new SshPacket(channel(), FULL);
        packet.bytes().put(new byte[FULL]);
        assertThat(packet.fitted(channel())).isSameAs(packet);
        assertThat(packet.cost()).isGreaterThan(FULL);
    }
}
