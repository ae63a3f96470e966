package io.hawser.testkit;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers requests, on several threads at once. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers a request.
     *
     * @throws IOException if the request's content ends early: the connection is closed without an answer
     */
    Answer answer(Request request) throws IOException;

    /** Always the same answer. */
    static Handler always(Answer answer) {
        return _ -> answer;
    }

    /** The first request is for the first handler, the second for the second, all later ones for the last. */
    static Handler sequence(Handler... handlers) {
        List<Handler> all = List.of(handlers);
        AtomicInteger next = new AtomicInteger();
        return request ->
                all.get(Math.min(next.getAndIncrement(), all.size() - 1)).answer(request);
    }

    /** Gives the first requests this answer, and those after them to this handler. */
    default Handler afterFirst(int requests, Answer answer) {
        AtomicInteger left = new AtomicInteger(requests);
        return request -> left.getAndDecrement() > 0 ? answer : answer(request);
    }

    /** Answers only requests with that header field, and others with 401 and a challenge. */
    default Handler requiring(String name, String value) {
        return request -> request.headers().all(name).contains(value)
                ? answer(request)
                : Answer.status(401).with("WWW-Authenticate", "Basic realm=\"testkit\"");
    }

    /** Refuses HEAD with status 403, as presigned URLs do. */
    default Handler refusingHead() {
        return request -> request.isHead() ? Answer.status(403) : answer(request);
    }
}
