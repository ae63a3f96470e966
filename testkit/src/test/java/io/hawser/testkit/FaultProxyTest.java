package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final Content CONTENT = Content.random(1, 100_000);

    private ScriptedHttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = ScriptedHttpServer.start();
        // Nothing before the content, so that positions on the connection are positions of the content.
        server.on("/file", Handler.always(Answer.raw("").withBody(CONTENT)));
        server.on(
                "/take",
                request -> Answer.status(200).withText("" + request.body().readAllBytes().length));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static byte[] fetch(Socket socket, ByteArrayOutputStream received) throws IOException {
        socket.getOutputStream().write("GET /file HTTP/1.1\r\n\r\n".getBytes());
        socket.getInputStream().transferTo(received);
        return received.toByteArray();
    }

    private byte[] fetch(FaultScript script) throws IOException {
        try (FaultProxy proxy = FaultProxy.to(server.port(), script);
                Socket socket = connect(proxy)) {
            return fetch(socket, new ByteArrayOutputStream());
        }
    }

    private static Socket connect(FaultProxy proxy) throws IOException {
        return new Socket(proxy.address().getAddress(), proxy.port());
    }

    @Test
    void withoutFaultsEverythingPassesAndIsCounted() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(server.port(), FaultScript.none());
                Socket socket = connect(proxy)) {
            assertThat(fetch(socket, new ByteArrayOutputStream())).isEqualTo(CONTENT.bytes());
            assertThat(proxy.connections()).isEqualTo(1);
            assertThat(proxy.bytesToClient()).isEqualTo(CONTENT.size());
            assertThat(proxy.bytesToServer()).isEqualTo("GET /file HTTP/1.1\r\n\r\n".length());
        }
    }

    @Test
    void resetComesAfterSoManyBytes() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(server.port(), FaultScript.every(new Fault.ResetAfter(1000)));
                Socket socket = connect(proxy)) {
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            assertThatThrownBy(() -> fetch(socket, received))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThat(received.toByteArray()).isEqualTo(CONTENT.slice(0, 1000).bytes());
        }
    }

    @Test
    void refusalResetsBeforeTheFirstByte() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(server.port(), FaultScript.first(1, new Fault.Refuse()))) {
            try (Socket socket = connect(proxy)) {
                assertThatThrownBy(() -> fetch(socket, new ByteArrayOutputStream()))
                        .isInstanceOf(SocketException.class);
            }
            try (Socket socket = connect(proxy)) {
                assertThat(fetch(socket, new ByteArrayOutputStream())).hasSize(100_000);
            }
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void inAnOutageConnectionsAreTrulyRefused() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(server.port(), FaultScript.none())) {
            for (int outages = 1; outages <= 2; outages++) {
                try (FaultProxy.Outage _ = proxy.outage()) {
                    assertThatThrownBy(() -> connect(proxy)).isInstanceOf(ConnectException.class);
                }
                connect(proxy).close();
                int accepted = outages;
                Eventually.holds(() -> proxy.connections() == accepted, () -> "the connection is accepted");
            }
        }
    }

    @Test
    void earlyFinEndsTheStreamInOrder() throws IOException {
        assertThat(fetch(FaultScript.every(new Fault.FinAfter(12_345))))
                .isEqualTo(CONTENT.slice(0, 12_345).bytes());
    }

    @Test
    void flippedBitIsTheOnlyDifference() throws IOException {
        assertThat(fetch(FaultScript.every(new Fault.FlipBit(77_777))))
                .isEqualTo(CONTENT.flippedAt(77_777).bytes());
    }

    @Test
    void stallHoldsTheConnectionOpenUntilTheClientGoes() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(server.port(), FaultScript.every(new Fault.StallAfter(500)))) {
            try (Socket socket = connect(proxy)) {
                socket.getOutputStream().write("GET /file HTTP/1.1\r\n\r\n".getBytes());
                assertThat(socket.getInputStream().readNBytes(500)).hasSize(500);
                assertThat(proxy.bytesToClient()).isEqualTo(500);
                assertThat(socket.getInputStream().available()).isZero();
                assertThat(proxy.openConnections()).isEqualTo(1);
            }
            Eventually.holds(() -> proxy.openConnections() == 0, () -> "the stalled connection ends");
        }
    }

    @Test
    void closingWakesAStalledClient() throws IOException {
        FaultProxy proxy = FaultProxy.to(server.port(), FaultScript.every(new Fault.StallAfter(0)));
        try (Socket socket = connect(proxy)) {
            socket.getOutputStream().write("GET /file HTTP/1.1\r\n\r\n".getBytes());
            Eventually.holds(() -> proxy.bytesToServer() > 0, () -> "the request passes");
            proxy.close();
            assertThatThrownBy(() -> socket.getInputStream().readNBytes(1)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void dripMovesOnlyWhatIsGranted() throws IOException {
        Pace.Steps steps = new Pace.Steps();
        try (FaultProxy proxy = FaultProxy.to(server.port(), FaultScript.every(new Fault.Drip(100, 7, steps)))) {
            try (Socket socket = connect(proxy)) {
                socket.getOutputStream().write("GET /file HTTP/1.1\r\n\r\n".getBytes());
                InputStream in = socket.getInputStream();
                assertThat(in.readNBytes(100)).isEqualTo(CONTENT.slice(0, 100).bytes());
                assertThat(in.available()).isZero();
                steps.grant(2);
                assertThat(in.readNBytes(14)).isEqualTo(CONTENT.slice(100, 14).bytes());
                assertThat(in.available()).isZero();
            }
            Eventually.holds(() -> proxy.openConnections() == 0, () -> "the dripping connection ends");
        }
    }

    @Test
    void delayedBytesAllArrive() throws IOException {
        assertThat(fetch(FaultScript.every(
                        new Fault.Delay(Duration.ofMillis(1)),
                        new Fault.Delay(Duration.ofMillis(1), Fault.Direction.TO_SERVER))))
                .isEqualTo(CONTENT.bytes());
    }

    @Test
    void uploadsAreCutToo() throws IOException {
        FaultScript script = FaultScript.every(new Fault.FinAfter(1000, Fault.Direction.TO_SERVER));
        try (FaultProxy proxy = FaultProxy.to(server.port(), script);
                Socket socket = connect(proxy)) {
            socket.getOutputStream().write("PUT /take HTTP/1.1\r\nContent-Length: 100000\r\n\r\n".getBytes());
            socket.getOutputStream().write(CONTENT.bytes());
            // The content ends early, so the server closes without an answer.
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            assertThat(proxy.bytesToServer()).isEqualTo(1000);
        }
        assertThat(server.exchanges())
                .singleElement()
                .satisfies(e -> assertThat(e.status()).isZero());
    }

    @Test
    void scriptsDrawTheSameFromTheSameSeed() {
        FaultScript script = FaultScript.cuts(5, 10, 1000);
        List<Fault> third = script.on(3);
        assertThat(script.on(1)).isNotEqualTo(third);
        assertThat(FaultScript.cuts(5, 10, 1000).on(3)).isEqualTo(third);
        assertThat(script).hasToString("cuts seed 5 from 10 below 1000");
    }

    @Test
    void scriptsAreCombined() {
        Fault one = new Fault.FlipBit(1);
        Fault two = new Fault.FinAfter(2);
        FaultScript script = FaultScript.first(2, one).and(FaultScript.only(2, two));
        assertThat(script.on(1)).containsExactly(one);
        assertThat(script.on(2)).containsExactly(one, two);
        assertThat(script.on(3)).isEmpty();
    }
}
