package io.hawser.testkit.ssh;

import io.hawser.testkit.ssh.SftpRequest.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What becomes of the right replies of a {@link ScriptedSftpServer}. It may be asked by several sessions at once. */
@FunctionalInterface
public interface SftpScript {
    /**
     * Says what is sent; what was asked for has been done by then.
     *
     * @param right the reply that would be right
     * @return what is sent instead, in this order; the request is never answered if there is nothing
     */
    List<SftpReply> on(SftpRequest request, SftpReply right);

    /** Only right replies. */
    static SftpScript none() {
        return (_, right) -> List.of(right);
    }

    /** This script, and then another one for each reply that it gives. */
    default SftpScript and(SftpScript other) {
        return (request, right) -> on(request, right).stream()
                .flatMap(reply -> other.on(request, reply).stream())
                .toList();
    }

    /** This script for some requests only. */
    default SftpScript where(Predicate<SftpRequest> wanted) {
        return (request, right) -> wanted.test(request) ? on(request, right) : List.of(right);
    }

    /** This script for all requests of a type. */
    default SftpScript every(Type type) {
        return where(request -> request.type() == type);
    }

    /** This script for one request: the how manyth of its type since the server was started, from 1. */
    default SftpScript only(Type type, int number) {
        return where(request -> request.type() == type && request.number() == number);
    }

    /** No answer. */
    static SftpScript silence() {
        return (_, _) -> List.of();
    }

    /** The connection ends instead of an answer. */
    static SftpScript drop() {
        return (_, _) -> List.of(SftpReply.drop());
    }

    /** A STATUS instead of the right reply. */
    static SftpScript status(int code, String message) {
        return (request, _) -> List.of(SftpReply.status(request.id(), code, message));
    }

    /** Something happens before the right reply is sent. */
    static SftpScript doing(Runnable action) {
        return (_, right) -> {
            action.run();
            return List.of(right);
        };
    }

    /** DATA of at most so many bytes. */
    static SftpScript shortData(int most) {
        return data((id, data) -> SftpReply.data(id, Arrays.copyOf(data, Math.min(most, data.length))));
    }

    /** DATA with so many bytes more than were asked for. */
    static SftpScript longData(int more) {
        return data((id, data) -> SftpReply.data(id, Arrays.copyOf(data, data.length + more)));
    }

    /** DATA whose first byte has its lowest bit inverted. */
    static SftpScript flippedData() {
        return data((id, data) -> {
            data[0] ^= 1;
            return SftpReply.data(id, data);
        });
    }

    /** A change of the data that a READ gets. */
    interface DataChange {
        /** Gives the packet to send; the data is this method's to change. */
        SftpReply apply(int id, byte[] data);
    }

    private static SftpScript data(DataChange change) {
        return (request, right) -> List.of(
                request.type() == Type.READ && right.isData() ? change.apply(request.id(), right.data()) : right);
    }

    /** Each reply behind one to a request that was never made. */
    static SftpScript strays() {
        return (request, right) -> List.of(right.withId(~request.id()), right);
    }

    /** Each reply twice. */
    static SftpScript duplicates() {
        return (_, right) -> List.of(right, right);
    }

    /** EOF from a position on, whatever size the attributes give. */
    static SftpScript endAt(long position) {
        return (request, right) -> {
            if (request.type() != Type.READ || !right.isData()) {
                return List.of(right);
            }
            byte[] data = right.data();
            long left = position - request.offset();
            return List.of(
                    left <= 0
                            ? SftpReply.status(request.id(), SftpReply.EOF, "End of file")
                            : SftpReply.data(request.id(), Arrays.copyOf(data, (int) Math.min(left, data.length))));
        };
    }

    /** Attributes without a size. */
    static SftpScript withoutSize() {
        return (request, right) -> List.of(
                right.isAttributes()
                        ? SftpReply.attributes(request.id(), right.attributes().withoutSize())
                        : right);
    }

    /** STAT, LSTAT and FSTAT are refused. */
    static SftpScript refusingAttributes(int code, String message) {
        return status(code, message)
                .where(request -> List.of(Type.STAT, Type.LSTAT, Type.FSTAT).contains(request.type()));
    }

    /** A session gets a FAILURE for each OPEN beyond so many handles. */
    static SftpScript handleLimit(int most) {
        return status(SftpReply.FAILURE, "Too many open files")
                .where(request -> request.type() == Type.OPEN && request.openHandles() >= most);
    }

    /** Listings have these names too, in their first part. */
    static SftpScript naming(byte[]... names) {
        List<SftpReply.Name> more = Stream.of(names)
                .map(name -> new SftpReply.Name(name, SftpAttributes.file(1, 0)))
                .toList();
        return (request, right) ->
                List.of(request.type() == Type.READDIR && right.isNames() ? right.withNames(more) : right);
    }

    /** As {@link #naming(byte[]...)}, in UTF-8. */
    static SftpScript naming(String... names) {
        return naming(Stream.of(names)
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new));
    }
}
