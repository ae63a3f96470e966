package io.hawser.server.jail;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;

/**
 * The system calls of Linux that a jail is made of, by their numbers: the C library has no function for some of them, older ones lack others, and the numbers are
 * the same whichever library is there. Sources: the kernel's {@code arch/x86/entry/syscalls/syscall_64.tbl} and {@code include/uapi/asm-generic/unistd.h}.
 */
enum SystemCall {
    CLOSE(3, 57),
    FCHMOD(91, 52),
    FCHMODAT(268, 53),
    FCHOWNAT(260, 54),
    FSTATFS(138, 44),
    FSYNC(74, 82),
    FTRUNCATE(77, 46),
    GETDENTS64(217, 61),
    LINKAT(265, 37),
    MKDIRAT(258, 34),
    OPENAT2(437, 437),
    PREAD64(17, 67),
    PWRITE64(18, 68),
    READLINKAT(267, 78),
    RENAMEAT2(316, 276),
    STATX(332, 291),
    SYMLINKAT(266, 36),
    UNLINKAT(263, 35),
    UTIMENSAT(280, 88);

    private final int number;

    SystemCall(int onX86, int onArm) {
        number = Machine.X86_64 ? onX86 : onArm;
    }

    /** Why there are no system calls for us on this machine; empty where there are. */
    static Optional<String> obstacle() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("not Linux");
        }
        if (!Machine.X86_64 && !Machine.ARM_64) {
            return Optional.of("system calls of " + Machine.ARCHITECTURE + " are not known");
        }
        try {
            Function.OF_WORDS.type();
            return Optional.empty();
        } catch (ExceptionInInitializerError | NoClassDefFoundError _) {
            return Optional.of("native code is not allowed; --enable-native-access would");
        }
    }

    /** O_DIRECTORY of open(2): one of the few flags that differ. */
    static int openFolder() {
        return Machine.X86_64 ? 0200000 : 040000;
    }

    /** O_NOFOLLOW of open(2). */
    static int openNoFollow() {
        return Machine.X86_64 ? 0400000 : 0100000;
    }

    /**
     * Calls the kernel.
     *
     * @param errno four bytes for the calling thread
     * @return what the kernel returned: of a failure, minus its number
     */
    long invoke(MemorySegment errno, long a, long b, long c, long d, long e) {
        try {
            return result((long) Function.OF_WORDS.invokeExact(errno, (long) number, a, b, c, d, e), errno);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The same with memory that another thread may own: nobody frees it during the call. */
    long invoke(MemorySegment errno, long a, MemorySegment b, long c, long d) {
        try {
            return result((long) Function.WITH_MEMORY.invokeExact(errno, (long) number, a, b, c, d), errno);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static long result(long returned, MemorySegment errno) {
        return returned == -1 ? -errno.get(ValueLayout.JAVA_INT, 0) : returned;
    }

    private static final class Machine {
        static final String ARCHITECTURE = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        static final boolean X86_64 = ARCHITECTURE.equals("amd64") || ARCHITECTURE.equals("x86_64");
        static final boolean ARM_64 = ARCHITECTURE.equals("aarch64");
    }

    /** Bound on first use, when it is clear that this is Linux. */
    private static final class Function {
        private static final MemoryLayout WORD = ValueLayout.JAVA_LONG;

        static final MethodHandle OF_WORDS = bind(WORD, WORD, WORD, WORD, WORD, WORD);
        static final MethodHandle WITH_MEMORY = bind(WORD, WORD, ValueLayout.ADDRESS, WORD, WORD);

        @SuppressWarnings("restricted") // where native code is bound: the one place
        private static MethodHandle bind(MemoryLayout... arguments) {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(WORD, arguments),
                    Linker.Option.firstVariadicArg(1),
                    Linker.Option.captureCallState("errno"));
        }
    }

    /** Memory for {@link #invoke}. */
    static MemorySegment errno(Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }
}
