package io.hawser.testkit.artifactory;

import io.hawser.testkit.artifactory.Checksums.Kind;
import io.hawser.testkit.artifactory.StoredItem.StoredFile;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A field of the items domain. The root of a repository has the path and the name {@code .}. */
enum AqlField {
    REPO(true, item -> item.path().repo()),
    PATH(
            true,
            item -> item.path().depth() < 2
                    ? "."
                    : item.path().parent().orElseThrow().path()),
    NAME(true, item -> item.path().isRoot() ? "." : item.path().name()),
    TYPE(true, item -> item.isFolder() ? "folder" : "file"),
    SIZE(true, StoredItem::size),
    CREATED(true, StoredItem::created),
    CREATED_BY(true, StoredItem::createdBy),
    MODIFIED(true, StoredItem::modified),
    MODIFIED_BY(true, StoredItem::modifiedBy),
    UPDATED(true, StoredItem::updated),
    DEPTH(false, item -> (long) item.path().depth()),
    ORIGINAL_MD5(false, item -> original(item, Kind.MD5)),
    ACTUAL_MD5(false, item -> actual(item, Kind.MD5)),
    ORIGINAL_SHA1(false, item -> original(item, Kind.SHA1)),
    ACTUAL_SHA1(false, item -> actual(item, Kind.SHA1)),
    SHA256(false, item -> actual(item, Kind.SHA256));

    private final boolean usual;
    private final Function<StoredItem, Object> value;

    AqlField(boolean usual, Function<StoredItem, Object> value) {
        this.usual = usual;
        this.value = value;
    }

    private static String actual(StoredItem item, Kind kind) {
        return item.checksums().get(kind).orElse("");
    }

    private static String original(StoredItem item, Kind kind) {
        return item.file()
                .map(StoredFile::original)
                .flatMap(all -> all.get(kind))
                .orElse("");
    }

    /** Those that are told where none is asked for. */
    static List<AqlField> usual() {
        return Arrays.stream(values()).filter(field -> field.usual).toList();
    }

    static Optional<AqlField> named(String name) {
        return Arrays.stream(values())
                .filter(field -> field.word().equals(name))
                .findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A text, a number or a time; an empty text where an item has no such value. */
    Object of(StoredItem item) {
        return value.apply(item);
    }

    boolean meets(StoredItem item, AqlComparison comparison) {
        if (this == TYPE && comparison.operand().equals(Optional.of("any"))) {
            return true;
        }
        return switch (of(item)) {
            case Long number -> comparison.holds(number);
            case Instant time -> comparison.holds(time, Instant.now());
            case Object text -> comparison.holds(text.toString(), false);
        };
    }

    Comparator<StoredItem> order() {
        return (one, other) -> switch (of(one)) {
            case Long number -> number.compareTo((Long) of(other));
            case Instant time -> time.compareTo((Instant) of(other));
            case Object text -> text.toString().compareTo(of(other).toString());
        };
    }
}
