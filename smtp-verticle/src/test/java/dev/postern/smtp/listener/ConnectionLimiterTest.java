package dev.postern.smtp.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Network;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.protocol.RejectReason;
import dev.postern.smtp.time.VirtualClock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionLimiterTest {
    private final VirtualClock clock = new VirtualClock();

    private static ConnectionLimiter limiter(int address, int network, int minute) {
        return new ConnectionLimiter(new Limits.Overall(
                1_000_000,
                new Limits.Overall.Shares(address, network, minute),
                List.of(Network.of("127.0.0.0/8"), Network.of("::1"), Network.of("2001:db8:ff::/48")),
                0));
    }

    private RejectReason enter(ConnectionLimiter limiter, String address) {
        return limiter.enter(address, clock.now());
    }

    private void enter(ConnectionLimiter limiter, String address, int times) {
        for (int i = 0; i < times; i++) {
            assertNull(enter(limiter, address), address + " for the time " + (i + 1));
        }
    }

    @Test
    void anAddressHasItsShareAndNoMore() {
        ConnectionLimiter limiter = limiter(2, 0, 0);
        enter(limiter, "192.0.2.1", 2);
        assertEquals(RejectReason.ADDRESS, enter(limiter, "192.0.2.1"));
        enter(limiter, "192.0.2.2", 2);
        limiter.leave("192.0.2.1");
        enter(limiter, "192.0.2.1", 1);
        assertEquals(RejectReason.ADDRESS, enter(limiter, "192.0.2.1"));
    }

    @Test
    void theAddressOfAnIpv6ClientIsItsFirst64Bits() {
        ConnectionLimiter limiter = limiter(2, 0, 0);
        enter(limiter, "2001:db8:0:1::1", 1);
        enter(limiter, "2001:db8:0:1:ffff:ffff:ffff:ffff", 1);
        assertEquals(RejectReason.ADDRESS, enter(limiter, "2001:db8:0:1:1234::"));
        enter(limiter, "2001:db8:0:2::1", 2);
    }

    @Test
    void aMappedAddressIsTheIpv4Address() {
        ConnectionLimiter limiter = limiter(2, 0, 0);
        enter(limiter, "192.0.2.1", 1);
        enter(limiter, "::ffff:192.0.2.1", 1);
        assertEquals(RejectReason.ADDRESS, enter(limiter, "::ffff:c000:201"));
        enter(limiter, "::ffff:192.0.2.2", 2);
    }

    @Test
    void aNetworkHasItsShareAndNoMore() {
        ConnectionLimiter limiter = limiter(0, 3, 0);
        enter(limiter, "192.0.2.1", 1);
        enter(limiter, "192.0.2.2", 1);
        enter(limiter, "192.0.2.255", 1);
        assertEquals(RejectReason.NETWORK, enter(limiter, "192.0.2.4"));
        enter(limiter, "192.0.3.1", 3);
        enter(limiter, "2001:db8:1:1::1", 1);
        enter(limiter, "2001:db8:1:ffff::1", 2);
        assertEquals(RejectReason.NETWORK, enter(limiter, "2001:db8:1:2::"));
        enter(limiter, "2001:db8:2::1", 3);
    }

    @Test
    void whoIsRefusedForItsNetworkTakesNothingOfItsAddress() {
        ConnectionLimiter limiter = limiter(1, 1, 0);
        enter(limiter, "192.0.2.1", 1);
        assertEquals(RejectReason.NETWORK, enter(limiter, "192.0.2.2"));
        limiter.leave("192.0.2.1");
        enter(limiter, "192.0.2.2", 1);
    }

    @Test
    void newConnectionsAreCountedForAMinute() {
        ConnectionLimiter limiter = limiter(0, 0, 2);
        for (int i = 0; i < 2; i++) {
            enter(limiter, "192.0.2.1", 1);
            limiter.leave("192.0.2.1");
            clock.advance(20_000);
        }
        assertEquals(RejectReason.RATE, enter(limiter, "192.0.2.1"));
        enter(limiter, "192.0.2.2", 2);
        clock.advance(19_999);
        assertEquals(RejectReason.RATE, enter(limiter, "192.0.2.1"));
        clock.advance(1);
        enter(limiter, "192.0.2.1", 2);
        assertEquals(RejectReason.RATE, enter(limiter, "192.0.2.1"));
    }

    @Test
    void whoIsRefusedForComingTooOftenHoldsNothing() {
        ConnectionLimiter limiter = limiter(2, 2, 1);
        enter(limiter, "192.0.2.1", 1);
        for (int i = 0; i < 5; i++) {
            assertEquals(RejectReason.RATE, enter(limiter, "192.0.2.1"));
        }
        clock.advance(60_000);
        enter(limiter, "192.0.2.1", 1);
    }

    @Test
    void exemptAndUnknownClientsAreNotCounted() {
        ConnectionLimiter limiter = limiter(1, 1, 1);
        for (String address : new String[] {"127.0.0.1", "::1", "::ffff:127.0.0.2", "2001:db8:ff:1::1", null}) {
            enter(limiter, address, 3);
            limiter.leave(address);
        }
        assertEquals(0, limiter.size());
    }

    @Test
    void nothingIsKeptOfWhoIsGone() {
        ConnectionLimiter limiter = limiter(10, 100, 1_000);
        for (int i = 0; i < 200; i++) {
            enter(limiter, "2001:db8:" + Integer.toHexString(i) + "::1", 1);
        }
        for (int i = 0; i < 200; i++) {
            limiter.leave("2001:db8:" + Integer.toHexString(i) + "::1");
        }
        assertEquals(200, limiter.size(), "the minutes");
        clock.advance(60_000);
        enter(limiter, "192.0.2.1", 1);
        assertEquals(3, limiter.size());
    }

    @Test
    void anAttackerWithAllAddressesMakesItNoLargerThanItsBound() {
        ConnectionLimiter limiter = limiter(1, 0, 1);
        enter(limiter, "192.0.2.1", 1);
        for (int i = 0; i < ConnectionLimiter.COUNTED + 1_000; i++) {
            String address = "2001:db8:" + Integer.toHexString(i >> 16) + ":" + Integer.toHexString(i & 0xffff) + "::1";
            enter(limiter, address, 1);
            limiter.leave(address);
        }
        assertTrue(limiter.size() <= ConnectionLimiter.COUNTED + 1, "entries: " + limiter.size());
        // Who was there before is still counted, and all are a minute later.
        limiter.leave("192.0.2.1");
        assertEquals(RejectReason.RATE, enter(limiter, "192.0.2.1"));
        clock.advance(60_000);
        enter(limiter, "198.51.100.1", 1);
        limiter.leave("198.51.100.1");
        assertEquals(RejectReason.RATE, enter(limiter, "198.51.100.1"));
    }

    @Test
    void manyThreadsLetInAsManyAsThereIsRoomFor() throws Exception {
        ConnectionLimiter limiter = limiter(50, 0, 0);
        AtomicInteger in = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(n -> new Thread(() -> {
                    try {
                        begin.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    for (int i = 0; i < 100; i++) {
                        if (limiter.enter("192.0.2.1", 0) == null) {
                            in.incrementAndGet();
                        }
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(in.get() <= 50, in + " were let in");
        for (int i = 0; i < in.get(); i++) {
            limiter.leave("192.0.2.1");
        }
        assertEquals(0, limiter.size());
    }
}
