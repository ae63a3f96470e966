package io.hawser.testkit.artifactory;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Request;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Draws how many of the first requests for a path suffer, from none to {@code most}, and which of the faults each does.
 * The same seed draws the same again, whatever the order in which paths are asked for.
 */
record FaultMix(long seed, int most, List<ArtifactoryFault> faults, Map<String, AtomicInteger> counts)
        implements ArtifactoryFault {
    FaultMix(long seed, int most, List<ArtifactoryFault> faults) {
        this(seed, most, faults, new ConcurrentHashMap<>());
    }

    @Override
    public Answer answer(Request request, Work work) throws IOException {
        int turn =
                counts.computeIfAbsent(request.path(), _ -> new AtomicInteger()).getAndIncrement();
        // Whose first draws differ for neighbouring seeds, which those of Random do not.
        SplittableRandom random =
                new SplittableRandom(seed * 31 + request.path().hashCode());
        int suffering = random.nextInt(most + 1);
        if (turn >= suffering) {
            return work.on(request);
        }
        ArtifactoryFault drawn = faults.getFirst();
        for (int i = 0; i <= turn; i++) {
            drawn = faults.get(random.nextInt(faults.size()));
        }
        return drawn.answer(request, work);
    }

    @Override
    public String toString() {
        return "up to " + most + " of " + faults.size() + " faults each, seed " + seed;
    }
}
