package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Writes and reads the XML of S3. */
final class Xml {
    private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    private Xml() {}

    /** A document of the S3 namespace. */
    static Xml of(String root) {
        Xml xml = new Xml();
        xml.text.append("<" + root + NAMESPACE + ">");
        xml.open.push(root);
        return xml;
    }

    /** An error, which has no namespace. */
    static Xml error() {
        return new Xml().begin("Error");
    }

    Xml begin(String name) {
        text.append("<" + name + ">");
        open.push(name);
        return this;
    }

    Xml end() {
        text.append("</" + open.pop() + ">");
        return this;
    }

    Xml add(String name, Object value) {
        text.append("<" + name + ">" + escape(value.toString()) + "</" + name + ">");
        return this;
    }

    Xml add(String name, Optional<?> value) {
        value.ifPresent(present -> add(name, present));
        return this;
    }

    /** The document with all its elements ended. */
    String document() {
        while (!open.isEmpty()) {
            end();
        }
        return text.toString();
    }

    Answer answer(int status) {
        return Answer.status(status).with("Content-Type", "application/xml").withText(document());
    }

    /** A control character that XML does not have is written all the same, as S3 does. */
    private static String escape(String value) {
        StringBuilder escaped = new StringBuilder();
        value.chars()
                .forEach(c -> escaped.append(
                        switch (c) {
                            case '&' -> "&amp;";
                            case '<' -> "&lt;";
                            case '>' -> "&gt;";
                            case '"' -> "&quot;";
                            default -> c < ' ' ? "&#x" + Integer.toHexString(c) + ";" : Character.toString((char) c);
                        }));
        return escaped.toString();
    }

    /** The root of a document that came with a request. */
    static Element parse(byte[] document) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(document)).getDocumentElement();
        } catch (SAXException | IOException _) {
            throw S3Error.malformedXml();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The elements of a name directly below another. */
    static List<Element> children(Element parent, String name) {
        List<Element> all = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                all.add(element);
            }
        }
        return all;
    }

    /** The text of the first element of a name directly below another. */
    static Optional<String> child(Element parent, String name) {
        return children(parent, name).stream().map(Element::getTextContent).findFirst();
    }
}
