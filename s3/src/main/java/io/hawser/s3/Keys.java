package io.hawser.s3;

import java.util.Optional;

/**
 * The keys that requests are signed with.
 *
 * @param id shown in every request
 * @param secret never shown
 * @param token of a session; never shown
 */
record Keys(String id, String secret, Optional<String> token) {
    @Override
    public String toString() {
        return "Keys[" + id + "]";
    }
}
