package io.hawser.store;

import java.util.Set;

/** What a store can do beyond reading one named file. A declaration is a promise that {@code StoreContract} puts to the test. */
public record Capabilities(Set<Capability> all) {
    /** One ability. */
    public enum Capability {
        /** {@link Store#list} works. */
        LIST,
        /** {@link Store#upload} works. */
        WRITE,
        /** {@link Store#delete} works. */
        DELETE,
        /** Names may hold other names as folders that exist by themselves, made by {@link Store#makeFolder}. */
        FOLDERS,
        /** Names are keys, taken as they are: {@code .} and {@code ..}, empty segments, a slash at either end mean nothing in particular. */
        KEYS,
        /** {@link UploadOptions#onlyNew()} is decided by the store at the moment of the commit, not by a look beforehand. */
        CREATE_ONLY,
        /** {@link Upload#close()} without a commit keeps what is there, and a later upload of the same source goes on from it. */
        RESUME,
        /** {@link Store#leftovers} finds what such uploads left and {@link Store#remove} removes it. */
        CLEAN,
        /** {@link Upload#serverCopy} copies a file of this very store by itself. */
        SERVER_COPY,
        /** {@link ListOptions#versions()} lists every version of every name. */
        VERSIONS
    }

    public Capabilities {
        all = Set.copyOf(all);
    }

    public static Capabilities of(Capability... some) {
        return new Capabilities(Set.of(some));
    }

    public boolean can(Capability ability) {
        return all.contains(ability);
    }
}
