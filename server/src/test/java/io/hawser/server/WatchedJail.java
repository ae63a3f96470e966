package io.hawser.server;

import io.hawser.server.jail.Jail;
import io.hawser.server.jail.JailedFile;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Jails in which it is seen in which order files are forced and renamed, and whose disk fails when told to. */
final class WatchedJail {
    private static final Set<String> WATCHED = Set.of("force", "rename", "forceFolder");

    /** What was done, by the names of the methods of {@link Jail} and {@link JailedFile}. */
    final List<String> done = new CopyOnWriteArrayList<>();

    /** What fails from now on. */
    volatile String failing = "";

    Jail open(Path home) throws IOException {
        return watched(Jail.class, Jail.open(home));
    }

    private <T> T watched(Class<T> type, T real) {
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
            if (method.getName().equals(failing)) {
                throw new FileSystemException("file", null, "Input/output error");
            }
            Object result;
            try {
                result = method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (WATCHED.contains(method.getName())) {
                done.add(method.getName());
            }
            return result instanceof JailedFile file ? watched(JailedFile.class, file) : result;
        });
        return type.cast(proxy);
    }
}
