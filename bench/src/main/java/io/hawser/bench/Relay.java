package io.hawser.bench;

import io.hawser.testkit.Fault;
import io.hawser.testkit.Fault.Direction;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A long line to a server: what passes comes out a fixed time later in either direction, as much of it at a time as there
 * is. In a process of its own, so that its work is nobody's in the race.
 */
final class Relay implements AutoCloseable {
    private static final String HEAP = "-Xmx1g";

    private final Process process;
    private final int port;

    private Relay(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one; {@code oneWay} is half a round trip. */
    static Relay to(int target, Duration oneWay) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Relay.class.getName(),
                        Integer.toString(target),
                        oneWay.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader();
        var port = said.readLine();
        if (port == null) {
            throw new IOException("the relay did not start");
        }
        return new Relay(process, Integer.parseInt(port));
    }

    /** Where clients connect to on the loopback interface. */
    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        // It ends with its standard input, and so also when this JVM is killed.
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** {@code arguments}: the target's port and the delay of one way. */
    public static void main(String[] arguments) throws IOException {
        var oneWay = Duration.parse(arguments[1]);
        try (var proxy = FaultProxy.to(
                Integer.parseInt(arguments[0]),
                FaultScript.every(
                        new Fault.Delay(oneWay, Direction.TO_CLIENT), new Fault.Delay(oneWay, Direction.TO_SERVER)))) {
            System.out.println(proxy.port());
            System.in.readAllBytes();
        }
    }
}
