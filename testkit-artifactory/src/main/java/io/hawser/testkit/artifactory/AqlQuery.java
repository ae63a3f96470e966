package io.hawser.testkit.artifactory;

import java.util.List;
import java.util.Optional;

/**
 * A query of the items domain.
 *
 * @param criterion what an item must meet
 * @param include the fields to tell; empty for those of the domain
 * @param ascending whether the least comes first
 * @param sort the fields to sort by
 * @param distinct whether equal results are told once; this server's never are
 */
record AqlQuery(
        AqlCriterion criterion,
        List<String> include,
        boolean ascending,
        List<String> sort,
        long offset,
        Optional<Long> limit,
        boolean distinct) {}
