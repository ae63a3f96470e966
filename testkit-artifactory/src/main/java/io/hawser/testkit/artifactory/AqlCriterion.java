package io.hawser.testkit.artifactory;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an item must meet to be found. */
sealed interface AqlCriterion {
    /** All of these. */
    record And(List<AqlCriterion> members) implements AqlCriterion {}

    /** One of these. */
    record Or(List<AqlCriterion> members) implements AqlCriterion {}

    /** All of these, by one and the same property. */
    record SameProperty(List<AqlCriterion> members) implements AqlCriterion {}

    /** A field of the item. */
    record Field(String name, AqlComparison comparison) implements AqlCriterion {}

    /** A property, by its key, which is {@code *} for any. */
    record Property(String key, AqlComparison comparison) implements AqlCriterion {}

    /** A property, by its key or by its value alone, as {@code property.key} and {@code property.value}. */
    record PropertyPart(boolean ofKey, AqlComparison comparison) implements AqlCriterion {}

    /** Whether a field is asked for, in whatever way. */
    default boolean names(String field) {
        return switch (this) {
            case And and -> and.members().stream().anyMatch(member -> member.names(field));
            case Or or -> or.members().stream().anyMatch(member -> member.names(field));
            case SameProperty _, Property _, PropertyPart _ -> false;
            case Field asked -> asked.name().equals(field);
        };
    }

    /** Whether an item meets this. */
    default boolean isMetBy(StoredItem item) {
        return switch (this) {
            case And and -> and.members().stream().allMatch(member -> member.isMetBy(item));
            case Or or -> or.members().stream().anyMatch(member -> member.isMetBy(item));
            case Field field -> AqlField.named(field.name()).orElseThrow().meets(item, field.comparison());
            case SameProperty same ->
                item.propertyList().stream()
                        .anyMatch(entry -> same.members().stream().allMatch(member -> member.isMetBy(entry)));
            case Property property -> {
                AqlComparison positive = property.comparison().positive();
                boolean found = item.propertyList().stream()
                        .anyMatch(entry -> isKey(property.key(), entry) && positive.holds(entry.getValue(), true));
                yield found != property.comparison().isNegative();
            }
            case PropertyPart part -> {
                AqlComparison positive = part.comparison().positive();
                boolean found = item.propertyList().stream()
                        .anyMatch(entry -> positive.holds(part.ofKey() ? entry.getKey() : entry.getValue(), true));
                yield found != part.comparison().isNegative();
            }
        };
    }

    /** Whether one property meets this; fields of items have no place there. */
    private boolean isMetBy(Map.Entry<String, String> entry) {
        return switch (this) {
            case And and -> and.members().stream().allMatch(member -> member.isMetBy(entry));
            case Or or -> or.members().stream().anyMatch(member -> member.isMetBy(entry));
            case SameProperty same -> same.members().stream().allMatch(member -> member.isMetBy(entry));
            case Field _ -> false;
            case Property property ->
                isKey(property.key(), entry) && property.comparison().holds(entry.getValue(), true);
            case PropertyPart part -> part.comparison().holds(part.ofKey() ? entry.getKey() : entry.getValue(), true);
        };
    }

    private static boolean isKey(String wanted, Map.Entry<String, String> entry) {
        return wanted.equals("*") || wanted.equals(entry.getKey());
    }

    /** The type that an item must have where nothing else is asked: a file. */
    static AqlCriterion filesUnlessAsked(AqlCriterion criterion) {
        return criterion.names("type")
                ? criterion
                : new And(List.of(criterion, new Field("type", new AqlComparison("$eq", Optional.of("file")))));
    }
}
