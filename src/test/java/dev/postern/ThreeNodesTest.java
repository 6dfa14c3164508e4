package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import dev.postern.contract.plugin.Plugins;
import dev.postern.launcher.CountingNode;
import dev.postern.launcher.TestNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server and two processes of one group: the death of one of them, or its long silence, costs no session anything but time. */
@Timeout(300)
class ThreeNodesTest {
    private static final int SESSIONS = 4;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
    /** Longer than it takes the cluster (8 s) and the server (10 s) to forget a node. */
    private static final long STOPPED = TimeUnit.SECONDS.toNanos(12);

    @TempDir
    Path folder;

    private final Queue<Verdict> repeated = new ConcurrentLinkedQueue<>();
    private final Queue<Verdict> failed = new ConcurrentLinkedQueue<>();
    private final List<CountedSession> sessions = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private OtherJvm one;
    private OtherJvm two;
    private TestNode server;

    @BeforeEach
    void start() throws IOException {
        Cluster cluster = new Cluster(3);
        one = counter(cluster, 0);
        two = counter(cluster, 1);
        List<String> arguments = new ArrayList<>(cluster.member(2));
        arguments.addAll(List.of("--deploy", "smtp,maildir", "--set", "smtp.instances=2"));
        arguments.addAll(List.of("--set", "log.level=error"));
        arguments.addAll(List.of("--set", "smtp.listeners=[{port: 0, tls: none}]"));
        arguments.addAll(List.of("--set", "chains.default=[{group: counter, required: true, admits: true}]"));
        server = TestNode.start(
                folder.resolve("server"),
                vertx -> Plugins.observe(
                        vertx,
                        "test",
                        Set.of(Stage.values()),
                        told -> told.verdicts().forEach(this::note)),
                arguments.toArray(String[]::new));
    }

    private void note(Verdict verdict) {
        if (verdict.failure() != null) {
            failed.add(verdict);
        } else if (verdict.attempt() > 0) {
            repeated.add(verdict);
        }
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        one.close();
        two.close();
    }

    @Test
    void sessionsGoOnWithTheirDataWhileOneProcessIsStoppedAndTheOtherKilled() throws Exception {
        for (int i = 0; i < SESSIONS; i++) {
            CountedSession session = new CountedSession(server.clearPort());
            sessions.add(session);
            threads.add(new Thread(session, "session-" + i));
            threads.get(i).start();
        }
        until("both processes are asked", () -> answers(one) > 20 && answers(two) > 20);

        one.signal("STOP");
        long stopped = System.nanoTime();
        int before = answers(two);
        until("it was stopped for long enough", () -> System.nanoTime() - stopped > STOPPED);
        until("the other process went on", () -> answers(two) > before + 100);
        int inTheMeantime = answers(one);
        one.signal("CONT");
        until("it is asked again", () -> answers(one) > inTheMeantime + 20);

        two.kill();
        int alone = answers(one);
        until("the one that is left goes on", () -> answers(one) > alone + 200);
        sessions.forEach(CountedSession::stop);
        for (Thread thread : threads) {
            thread.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE));
        }
        requireNoFailure();
        assertEquals(List.of(), List.copyOf(failed));
        assertTrue(!repeated.isEmpty(), "nothing was repeated");
        assertTrue(repeated.stream().allMatch(verdict -> verdict.attempt() == 1), repeated::toString);
        assertFalse((one.output() + two.output()).contains("gone: "), "the server was taken for dead");
        assertFalse(one.output().contains("bye: "), "the server has not left yet");

        server.close();
        server = null;
        until("the server's bye is heard", () -> one.says("bye: "));
    }

    private int answers(OtherJvm process) {
        return sessions.stream()
                .mapToInt(session -> session.answeredBy(process.pid()))
                .sum();
    }

    private void requireNoFailure() throws IOException {
        for (CountedSession session : sessions) {
            assertNull(session.failure(), one.output() + two.output());
        }
    }

    private void until(String what, BooleanSupplier condition) throws IOException {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            requireNoFailure();
            assertTrue(System.nanoTime() < end, () -> "never came true: " + what);
            LockSupport.parkNanos(PAUSE);
        }
    }

    private OtherJvm counter(Cluster cluster, int index) throws IOException {
        List<String> arguments = new ArrayList<>(TestNode.settings(folder.resolve("counter-" + index)));
        arguments.addAll(cluster.member(index));
        arguments.addAll(List.of("--deploy", "recipients"));
        return OtherJvm.main(folder, CountingNode.class, arguments);
    }
}
