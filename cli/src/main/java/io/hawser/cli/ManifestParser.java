package io.hawser.cli;

import java.io.IOException;
import java.io.Reader;

/** Reads a document whose top level is an object, and keeps nothing of it. */
interface ManifestParser {
    /** How deep values may lie in one another. */
    int DEEPEST = 16;

    /** Is handed what is read. */
    interface Handler {
        /** A field of the top level. Of {@link EntryReader#TRANSFERS} only what is no list. */
        void field(Value.Field field);

        /** The list {@link EntryReader#TRANSFERS} begins. */
        void transfers(ManifestPlace at);

        /** A value in that list. */
        void transfer(Value value);
    }

    /**
     * Reads the document to its end.
     *
     * @throws UsageException when it is not well-formed, with line and column
     */
    void read(Reader text, Handler handler) throws UsageException, IOException;

    static UsageException tooDeep(ManifestPlace at) {
        return at.wrong(
                "lists and objects lie in one another too deep; a manifest has none deeper than its transfers' options");
    }

    static UsageException noObject(ManifestPlace at) {
        return at.wrong("a manifest begins with 'version: 1', and its copies stand under 'transfers:'");
    }
}
