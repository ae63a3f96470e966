package io.hawser;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a store could not do something. The kind says <em>what</em> went wrong, and {@link #retryable()} follows from it; the message names the
 * location and the reason in one line, without secrets.
 */
public abstract sealed class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String where;
    private final String reason;

    private StoreException(String where, String reason, Throwable cause) {
        super(where.isEmpty() ? reason : where + ": " + reason, cause);
        this.where = where;
        this.reason = reason;
    }

    /** The name of the kind in reports: {@code not_found}, {@code denied}, … */
    public abstract String kind();

    /** Whether the same operation may succeed when it is simply tried again. */
    public abstract boolean retryable();

    /** The location, as it may be shown; empty where there is none. */
    public String where() {
        return where;
    }

    /** The message without the location. */
    public String reason() {
        return reason;
    }

    /** The same failure with a remark in brackets at the end of its reason. */
    public final StoreException withNote(String note) {
        var text = reason + " (" + note + ")";
        return switch (this) {
            case NotFound _ -> new NotFound(where, text, this);
            case Denied _ -> new Denied(where, text, this);
            case Conflict _ -> new Conflict(where, text, this);
            case Rejected _ -> new Rejected(where, text, this);
            case Unsupported _ -> new Unsupported(where, text, this);
            case Corrupt _ -> new Corrupt(where, text, this);
            case Throttled throttled -> new Throttled(where, text, throttled.retryAfter);
            case Unavailable _ -> new Unavailable(where, text, this);
            case Local _ -> new Local(where, text, this);
            case Usage _ -> new Usage(where, text);
        };
    }

    /** There is nothing of that name. */
    public static final class NotFound extends StoreException {
        private static final long serialVersionUID = 1L;

        public NotFound(Object where, String reason) {
            this(where, reason, null);
        }

        public NotFound(Object where, String reason, Throwable cause) {
            super(where.toString(), reason, cause);
        }

        @Override
        public String kind() {
            return "not_found";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The credentials, or their lack, do not allow it. */
    public static final class Denied extends StoreException {
        private static final long serialVersionUID = 1L;

        public Denied(Object where, String reason) {
            this(where, reason, null);
        }

        public Denied(Object where, String reason, Throwable cause) {
            super(where.toString(), reason, cause);
        }

        @Override
        public String kind() {
            return "denied";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The thing is not what it was, or is in use: a source that changed in mid-copy, a target that another run writes. */
    public static final class Conflict extends StoreException {
        private static final long serialVersionUID = 1L;

        public Conflict(Object where, String reason) {
            this(where, reason, null);
        }

        public Conflict(Object where, String reason, Throwable cause) {
            super(where.toString(), reason, cause);
        }

        @Override
        public String kind() {
            return "conflict";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The store understood and refuses, or answers what no retry makes right. */
    public static final class Rejected extends StoreException {
        private static final long serialVersionUID = 1L;

        public Rejected(Object where, String reason) {
            this(where, reason, null);
        }

        public Rejected(Object where, String reason, Throwable cause) {
            super(where.toString(), reason, cause);
        }

        @Override
        public String kind() {
            return "rejected";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The store has no such ability; its {@link io.hawser.store.Capabilities} say so beforehand. */
    public static final class Unsupported extends StoreException {
        private static final long serialVersionUID = 1L;

        public Unsupported(Object where, String reason) {
            this(where, reason, null);
        }

        public Unsupported(Object where, String reason, Throwable cause) {
            super(where.toString(), reason, cause);
        }

        @Override
        public String kind() {
            return "unsupported";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The bytes are not the ones that were promised: a digest differs. The engine fetches all of them again before it gives up. */
    public static final class Corrupt extends StoreException {
        private static final long serialVersionUID = 1L;

        public Corrupt(Object where, String reason) {
            this(where, reason, null);
        }

        public Corrupt(Object where, String reason, Throwable cause) {
            super(where.toString(), reason, cause);
        }

        @Override
        public String kind() {
            return "corrupt";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The store asks for fewer requests, and perhaps says when it will take the next one. */
    public static final class Throttled extends StoreException {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        /** {@code retryAfter}: how long the store asks to wait, or null where it does not say. */
        public Throttled(Object where, String reason, Duration retryAfter) {
            super(where.toString(), reason, null);
            this.retryAfter = retryAfter;
        }

        /** How long the store asks to wait. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }

        @Override
        public String kind() {
            return "throttled";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The store could not be reached, broke off, fell silent or failed within. */
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1L;

        public Unavailable(Object where, String reason) {
            this(where, reason, null);
        }

        public Unavailable(Object where, String reason, Throwable cause) {
            super(where.toString(), reason, cause);
        }

        @Override
        public String kind() {
            return "unavailable";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** This machine failed: disk full, file too large, no such folder, a broken pipe. */
    public static final class Local extends StoreException {
        private static final long serialVersionUID = 1L;

        public Local(Object where, String reason) {
            this(where, reason, null);
        }

        public Local(Object where, String reason, Throwable cause) {
            super(where.toString(), reason, cause);
        }

        @Override
        public String kind() {
            return "local";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** What was asked for cannot mean anything, so no store was asked: a transfer of a batch that names no target. */
    public static final class Usage extends StoreException {
        private static final long serialVersionUID = 1L;

        public Usage(Object where, String reason) {
            super(where.toString(), reason, null);
        }

        @Override
        public String kind() {
            return "usage";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }
}
