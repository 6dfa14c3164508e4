package dev.postern.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.testkit.TestClock;
import dev.postern.testkit.bus.ClockedLoop;
import dev.postern.testkit.bus.ClockedTransport;
import io.netty.channel.EventLoopGroup;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class BlockedLoopWatchTest {
    private final EventLoopGroup loops = new ClockedTransport(new TestClock()).eventLoopGroup(0, 1, Thread::new, 50);
    private final ClockedLoop loop = (ClockedLoop) loops.next();
    private final BlockedLoopWatch watch = new BlockedLoopWatch(List.of(loop));

    @AfterEach
    void end() {
        watch.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aLoopThatIsKeptBusyIsFound() {
        AtomicBoolean found = new AtomicBoolean();
        loop.submit(() -> {
            while (!found.get()) {
                Thread.onSpinWait();
            }
        });
        String place = awaitBlocked();
        found.set(true);
        String expected =
                "an event loop is kept for more than 1000 ms by dev.postern.testkit.conformance.BlockedLoopWatchTest";
        assertTrue(place.startsWith(expected), place);
    }

    @Test
    void aLoopThatWaitsIsFound() {
        CountDownLatch found = new CountDownLatch(1);
        loop.submit(() -> found.await(50, TimeUnit.SECONDS));
        String place = awaitBlocked();
        found.countDown();
        assertTrue(
                place.startsWith("an event loop waits in dev.postern.testkit.conformance.BlockedLoopWatchTest"), place);
    }

    @Test
    void whoHoldsALockThatALoopNeedsHasMoreTime() {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        loop.submit(() -> {
            lock.lock();
            lock.unlock();
        });
        String place = awaitBlocked();
        lock.unlock();
        String expected =
                "an event loop is kept for more than 1000 ms by dev.postern.testkit.conformance.BlockedLoopWatchTest";
        assertTrue(place.startsWith(expected), place);
    }

    @Test
    void soHasWhoHoldsAMonitorOfThePlatform() {
        Hashtable<String, String> table = new Hashtable<>(Map.of("a", "b"));
        String[] place = {null};
        // A hash table is a monitor to itself.
        table.forEach((key, value) -> {
            loop.submit(table::clear);
            place[0] = awaitBlocked();
        });
        assertTrue(place[0].startsWith("an event loop is kept for more than 1000 ms"), place[0]);
    }

    /** Where the loop is blocked; the limit of the test ends the wait. */
    private String awaitBlocked() {
        while (watch.blocked().isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return watch.blocked().get(0);
    }

    @Test
    void aLoopWithWorkAndWithoutIsNot() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            loop.schedule(done::countDown, i, TimeUnit.MILLISECONDS);
        }
        assertTrue(done.await(30, TimeUnit.SECONDS));
        assertEquals(List.of(), watch.blocked());
    }
}
