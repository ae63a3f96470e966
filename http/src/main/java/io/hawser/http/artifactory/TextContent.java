package io.hawser.http.artifactory;

import io.hawser.http.client.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** Text as the content of a request; empty for one that has to have content and needs none. */
record TextContent(String text) implements Request.Content {
    @Override
    public OptionalLong length() {
        return OptionalLong.of(bytes().length);
    }

    @Override
    public boolean replayable() {
        return true;
    }

    @Override
    public void writeTo(Request.Output output) throws IOException {
        output.write(ByteBuffer.wrap(bytes()));
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
