package io.hawser.s3;

import io.hawser.StoreException;
import io.hawser.http.client.Answer;
import io.hawser.http.client.Failures;
import io.hawser.http.client.Shown;
import io.hawser.store.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The XML of an answer, read as it comes. Names stand without their namespace, which clones leave out or spell in their own way. */
final class Xml implements AutoCloseable {
    private static final XMLInputFactory FACTORY = factory();

    /** A page of a listing with a thousand of the longest keys has a fourth of it. */
    private static final int MOST_MEBIBYTES = 16;

    private final Answer answer;
    private final Scope.Hold hold;
    private final Body body;
    private final XMLStreamReader reader;

    /**
     * Begins to read the body; the answer is closed with this.
     *
     * @param scope can break it off
     */
    Xml(Answer answer, Scope scope) throws StoreException {
        this.answer = answer;
        this.body = new Body(answer);
        this.hold = scope.hold(answer::abort);
        try {
            this.reader = FACTORY.createXMLStreamReader(body, "UTF-8");
        } catch (XMLStreamException e) {
            close();
            throw failed(e);
        }
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** The name of the document's outermost element; what comes next is what is in it. */
    String root() throws StoreException {
        var name = next();
        if (name == null) {
            throw new StoreException.Unavailable(answer.where(), "an empty answer where XML was expected");
        }
        return name;
    }

    /** The name of the next element in the one that is open, or null at its end, which is then closed. */
    String next() throws StoreException {
        try {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        return reader.getLocalName();
                    }
                    case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                        return null;
                    }
                    default -> {
                        // White space and comments between elements.
                    }
                }
            }
            return null;
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    /** The text of the element that {@link #next} gave, which is closed. */
    String text() throws StoreException {
        try {
            return reader.getElementText();
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    /** Closes the element that {@link #next} gave, whatever is in it. */
    void skip() throws StoreException {
        while (next() != null) {
            skip();
        }
    }

    /** The texts of all elements in the one that is open, by name; elements with others in them are passed over. */
    Map<String, String> texts() throws StoreException {
        var texts = new HashMap<String, String>();
        for (var name = next(); name != null; name = next()) {
            texts.put(name, textOrNothing());
        }
        return texts;
    }

    private String textOrNothing() throws StoreException {
        try {
            var text = new StringBuilder();
            while (true) {
                switch (reader.next()) {
                    case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
                    case XMLStreamConstants.START_ELEMENT -> {
                        skip();
                        text.setLength(0);
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        return text.toString();
                    }
                    default -> {
                        // Comments.
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    /** Reads to the end of the document, so that the connection can be kept and a broken-off answer is found out. */
    void finish() throws StoreException {
        try {
            while (reader.hasNext()) {
                reader.next();
            }
            body.drain();
        } catch (XMLStreamException e) {
            throw failed(e);
        } catch (UncheckedIOException e) {
            throw Failures.exchanging(answer.where(), e.getCause());
        }
    }

    private StoreException failed(XMLStreamException failure) {
        if (body.failure != null) {
            return body.failure;
        }
        return new StoreException.Unavailable(
                answer.where(), "the answer is no XML as S3 writes it: " + Shown.text(failure.getMessage()), failure);
    }

    @Override
    public void close() {
        hold.close();
        answer.close();
    }

    /** The body as a stream; its failure is kept, since the parser wraps it. */
    private static final class Body extends InputStream {
        private final Answer answer;
        private ByteBuffer bytes = ByteBuffer.allocate(0);
        private StoreException failure;
        private boolean begun;
        private long count;

        private Body(Answer answer) {
            this.answer = answer;
        }

        private boolean fill() throws IOException {
            while (bytes != null && !bytes.hasRemaining()) {
                try {
                    bytes = answer.next();
                    count += bytes == null ? 0 : bytes.remaining();
                    if (count > MOST_MEBIBYTES << 20) {
                        throw new StoreException.Rejected(
                                answer.where(),
                                "more than " + MOST_MEBIBYTES + " MiB of XML were answered, which is nothing of S3's");
                    }
                } catch (StoreException e) {
                    failure = e;
                    throw e;
                }
                // White space keeps a connection alive while the server is at work; no parser takes it before the
                // document.
                while (!begun && bytes != null && bytes.hasRemaining()) {
                    begun = (bytes.get(bytes.position()) & 0xff) > ' ';
                    bytes.position(bytes.position() + (begun ? 0 : 1));
                }
            }
            return bytes != null;
        }

        private void drain() {
            try {
                while (fill()) {
                    bytes.position(bytes.limit());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int read() throws IOException {
            return fill() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, bytes.remaining());
            bytes.get(into, offset, count);
            return count;
        }
    }
}
