package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.TransferListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program's own stream as the source of a copy. */
class ChannelCopyTest {
    private static final byte[] BYTES = Content.random(9, 3_000_000).bytes();

    @TempDir
    private Path folder;

    private Location target() {
        return Location.local(folder.resolve("target").toString());
    }

    private static Hawser open() {
        return Hawser.open(HawserOptions.defaults().withEnvironment(Map.of()));
    }

    @Test
    void everyByteArrivesAndTheChannelStaysOpen() throws Exception {
        try (var hawser = open();
                var channel = Channels.newChannel(new ByteArrayInputStream(BYTES))) {
            hawser.copy(channel, target(), CopyOptions.defaults(), TransferListener.none(), null)
                    .result();
            assertThat(channel.isOpen()).isTrue();
        }
        assertThat(Files.readAllBytes(folder.resolve("target"))).isEqualTo(BYTES);
    }

    @Test
    void anotherSizeThanExpectedPublishesNothing() throws Exception {
        var expected = CopyOptions.defaults().withExpectedSize(OptionalLong.of(BYTES.length + 1));
        try (var hawser = open()) {
            var copy = hawser.copy(
                    Channels.newChannel(new ByteArrayInputStream(BYTES)),
                    target(),
                    expected,
                    TransferListener.none(),
                    null);
            assertThatThrownBy(copy::result)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("" + (BYTES.length + 1));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void itsFailureIsTold() throws Exception {
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the tape tore");
            }
        };
        try (var hawser = open()) {
            var copy = hawser.copy(
                    Channels.newChannel(broken), target(), CopyOptions.defaults(), TransferListener.none(), null);
            assertThatThrownBy(copy::result).isInstanceOf(StoreException.class).hasMessageContaining("the tape tore");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aReadThatWaitsCanBeCancelled() throws Exception {
        var pipe = Pipe.open();
        try (var hawser = open();
                var _ = pipe.sink();
                var quiet = pipe.source()) {
            var copy = hawser.copy(quiet, target(), CopyOptions.defaults(), TransferListener.none(), "mine");
            assertThat(copy.context()).isEqualTo("mine");
            copy.cancel();
            assertThatThrownBy(copy::result).isInstanceOf(CancellationException.class);
        }
        assertThat(folder).isEmptyDirectory();
    }
}
