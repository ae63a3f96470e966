package io.hawser.cli;

import java.util.List;

/** A value of a manifest, from YAML or JSON. */
sealed interface Value {
    ManifestPlace at();

    /**
     * A single value.
     *
     * @param plain whether it is a number or a truth value of JSON, which is no name of anything
     */
    record Text(ManifestPlace at, String text, boolean plain) implements Value {}

    /** Nothing where something could stand: {@code null}. */
    record Nothing(ManifestPlace at) implements Value {}

    record Items(ManifestPlace at, List<Value> items) implements Value {}

    record Fields(ManifestPlace at, List<Field> fields) implements Value {}

    /** A name and what it stands for; {@code at} is the name's place. */
    record Field(ManifestPlace at, String name, Value value) {}

    /** How many values it is in all, and those of aliases as often as they stand there; {@link Long#MAX_VALUE} for more than can be counted. */
    default long size() {
        return switch (this) {
            case Text _, Nothing _ -> 1;
            case Items list -> list.items().stream().mapToLong(Value::size).reduce(1, Value::sum);
            case Fields object ->
                object.fields().stream()
                        .mapToLong(field -> field.value().size())
                        .reduce(1, Value::sum);
        };
    }

    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}
