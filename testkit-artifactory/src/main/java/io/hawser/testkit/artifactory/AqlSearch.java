package io.hawser.testkit.artifactory;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.testkit.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Answers {@code POST /api/search/aql} of the items domain. As real servers do, {@code range.total} counts the results
 * of this answer, not all there are, and {@code range.limit} is there only if a limit is.
 */
final class AqlSearch {
    private static final String TRIMMED = "AQL query reached the search hard limit, results are trimmed.";

    private final ServerState state;

    AqlSearch(ServerState state) {
        this.state = state;
    }

    Answer answer(Call call, ArtifactoryUser user) throws IOException {
        if (user.isAnonymous()) {
            throw new ArtifactoryError(403, "Only non-anonymous users are allowed to access AQL queries\n");
        }
        String text = new String(call.http().body().readAllBytes(), StandardCharsets.UTF_8);
        if (text.isBlank()) {
            text = call.parameter("query").orElseThrow(() -> new ArtifactoryError(400, "Bad Request"));
        }
        if (text.length() > state.aqlLength) {
            throw new ArtifactoryError(
                    400,
                    "AQL query is too long; please reduce the query length to less than " + state.aqlLength + " chars");
        }
        AqlQuery query = AqlParser.parse(text);
        List<AqlField> fields = fields(query);
        check(query, fields, user);
        List<StoredItem> found = found(query);
        List<StoredItem> told = found.stream()
                .limit(Math.min(query.limit().orElse(Long.MAX_VALUE), state.aqlLimit))
                .toList();
        boolean trimmed = told.size() < Math.min(found.size(), query.limit().orElse(Long.MAX_VALUE));
        String results = Json.object(json -> {
            json.writeArrayFieldStart("results");
            for (StoredItem item : told) {
                write(json, item, fields, query.include());
            }
            json.writeEndArray();
            json.writeObjectFieldStart("range");
            json.writeNumberField("start_pos", query.offset());
            json.writeNumberField("end_pos", told.size());
            json.writeNumberField("total", told.size());
            Optional<Long> limit = trimmed ? Optional.of(state.aqlLimit) : query.limit();
            if (limit.isPresent()) {
                json.writeNumberField("limit", limit.get());
            }
            if (trimmed) {
                json.writeStringField("notification", TRIMMED);
            }
            json.writeEndObject();
        });
        return Answer.status(200).with("Content-Type", "application/json").withText("\n" + results + "\n");
    }

    private List<StoredItem> found(AqlQuery query) {
        AqlCriterion criterion = AqlCriterion.filesUnlessAsked(query.criterion());
        Stream<StoredItem> met = state.items.all().stream().filter(criterion::isMetBy);
        Optional<Comparator<StoredItem>> order = query.sort().stream()
                .map(name -> AqlField.named(name).orElseThrow().order())
                .reduce(Comparator::thenComparing);
        if (order.isPresent()) {
            met = met.sorted(query.ascending() ? order.get() : order.get().reversed());
        }
        return met.skip(query.offset()).toList();
    }

    /** Naming a field of items takes the place of the usual ones; naming properties does not. */
    private static List<AqlField> fields(AqlQuery query) {
        List<AqlField> named = query.include().stream()
                .flatMap(name -> name.equals("*") ? Stream.of(AqlField.values()) : AqlField.named(name).stream())
                .distinct()
                .toList();
        return named.isEmpty() ? AqlField.usual() : named;
    }

    private void check(AqlQuery query, List<AqlField> fields, ArtifactoryUser user) {
        if (!user.admin() && !fields.containsAll(List.of(AqlField.REPO, AqlField.PATH, AqlField.NAME))) {
            throw new ArtifactoryError(
                    400, "For permissions reasons AQL items domain demands the following fields: repo, path and name.");
        }
        if (!query.sort().isEmpty() && !state.pro) {
            throw new ArtifactoryError(400, "Sorting is not supported by AQL in the open source version");
        }
        if (!query.sort().stream()
                .allMatch(name -> AqlField.named(name).filter(fields::contains).isPresent())) {
            throw new ArtifactoryError(400, "Only the result fields are allowed to use in the sort section.");
        }
        if (new HashSet<>(query.sort()).size() < query.sort().size()) {
            throw new ArtifactoryError(400, "Duplicate fields, all the fields in the sort section should be unique.");
        }
    }

    private void write(JsonGenerator json, StoredItem item, List<AqlField> fields, List<String> include)
            throws IOException {
        json.writeStartObject();
        for (AqlField field : fields) {
            Object value = field.of(item);
            if (value instanceof Long number && !state.numbersAsText) {
                json.writeNumberField(field.word(), number);
            } else if (value instanceof Instant time) {
                json.writeStringField(field.word(), state.iso(time));
            } else if (!value.equals("")) {
                json.writeStringField(field.word(), value.toString());
            }
        }
        List<Map.Entry<String, String>> properties = item.propertyList().stream()
                .filter(entry -> include.stream().anyMatch(name -> asks(name, entry.getKey())))
                .toList();
        if (!properties.isEmpty()) {
            json.writeArrayFieldStart("properties");
            for (Map.Entry<String, String> property : properties) {
                json.writeStartObject();
                json.writeStringField("key", property.getKey());
                json.writeStringField("value", property.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static boolean asks(String name, String key) {
        return name.equals("@" + key) || name.equals("@*") || name.equals("property") || name.startsWith("property.");
    }
}
