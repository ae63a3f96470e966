package io.hawser.server;

import io.hawser.server.jail.Jail;
import io.hawser.server.jail.JailedFile;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Jails whose files grow to 256 KiB and no further, as under {@code ulimit -f}. */
final class SmallFiles {
    private static final long MOST = 256 << 10;

    private SmallFiles() {}

    static Jail open(Path home) throws IOException {
        return limited(Jail.class, Jail.open(home));
    }

    private static <T> T limited(Class<T> type, T real) {
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
            if (grows(real, method, arguments)) {
                throw new FileSystemException("file", null, "File too large");
            }
            Object result;
            try {
                result = method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            return result instanceof JailedFile file ? limited(JailedFile.class, file) : result;
        });
        return type.cast(proxy);
    }

    private static boolean grows(Object real, Method method, Object... arguments) throws IOException {
        return switch (method.getName()) {
            case "truncate" -> (long) arguments[arguments.length - 1] > MOST;
            // What is appended goes behind the end, whatever the position.
            case "write" ->
                Math.max((long) arguments[0], ((JailedFile) real).status().size())
                        > MOST - ((ByteBuffer) arguments[1]).remaining();
            default -> false;
        };
    }
}
