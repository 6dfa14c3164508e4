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

    private static ConnectionLimiter admission(int address, int network, int minute) {
        return new ConnectionLimiter(new Limits.Overall(
                1_000_000,
                new Limits.Overall.Shares(address, network, minute),
                List.of(Network.of("127.0.0.0/8"), Network.of("::1"), Network.of("2001:db8:ff::/48")),
                0));
    }

    private RejectReason enter(ConnectionLimiter admission, String address) {
        return admission.enter(address, clock.now());
    }

    private void enter(ConnectionLimiter admission, String address, int times) {
        for (int i = 0; i < times; i++) {
            assertNull(enter(admission, address), address + " for the time " + (i + 1));
        }
    }

    @Test
    void anAddressHasItsShareAndNoMore() {
        ConnectionLimiter admission = admission(2, 0, 0);
        enter(admission, "192.0.2.1", 2);
        assertEquals(RejectReason.ADDRESS, enter(admission, "192.0.2.1"));
        enter(admission, "192.0.2.2", 2);
        admission.leave("192.0.2.1");
        enter(admission, "192.0.2.1", 1);
        assertEquals(RejectReason.ADDRESS, enter(admission, "192.0.2.1"));
    }

    @Test
    void theAddressOfAnIpv6ClientIsItsFirst64Bits() {
        ConnectionLimiter admission = admission(2, 0, 0);
        enter(admission, "2001:db8:0:1::1", 1);
        enter(admission, "2001:db8:0:1:ffff:ffff:ffff:ffff", 1);
        assertEquals(RejectReason.ADDRESS, enter(admission, "2001:db8:0:1:1234::"));
        enter(admission, "2001:db8:0:2::1", 2);
    }

    @Test
    void aMappedAddressIsTheIpv4Address() {
        ConnectionLimiter admission = admission(2, 0, 0);
        enter(admission, "192.0.2.1", 1);
        enter(admission, "::ffff:192.0.2.1", 1);
        assertEquals(RejectReason.ADDRESS, enter(admission, "::ffff:c000:201"));
        enter(admission, "::ffff:192.0.2.2", 2);
    }

    @Test
    void aNetworkHasItsShareAndNoMore() {
        ConnectionLimiter admission = admission(0, 3, 0);
        enter(admission, "192.0.2.1", 1);
        enter(admission, "192.0.2.2", 1);
        enter(admission, "192.0.2.255", 1);
        assertEquals(RejectReason.NETWORK, enter(admission, "192.0.2.4"));
        enter(admission, "192.0.3.1", 3);
        enter(admission, "2001:db8:1:1::1", 1);
        enter(admission, "2001:db8:1:ffff::1", 2);
        assertEquals(RejectReason.NETWORK, enter(admission, "2001:db8:1:2::"));
        enter(admission, "2001:db8:2::1", 3);
    }

    @Test
    void whoIsRefusedForItsNetworkTakesNothingOfItsAddress() {
        ConnectionLimiter admission = admission(1, 1, 0);
        enter(admission, "192.0.2.1", 1);
        assertEquals(RejectReason.NETWORK, enter(admission, "192.0.2.2"));
        admission.leave("192.0.2.1");
        enter(admission, "192.0.2.2", 1);
    }

    @Test
    void newConnectionsAreCountedForAMinute() {
        ConnectionLimiter admission = admission(0, 0, 2);
        for (int i = 0; i < 2; i++) {
            enter(admission, "192.0.2.1", 1);
            admission.leave("192.0.2.1");
            clock.advance(20_000);
        }
        assertEquals(RejectReason.RATE, enter(admission, "192.0.2.1"));
        enter(admission, "192.0.2.2", 2);
        clock.advance(19_999);
        assertEquals(RejectReason.RATE, enter(admission, "192.0.2.1"));
        clock.advance(1);
        enter(admission, "192.0.2.1", 2);
        assertEquals(RejectReason.RATE, enter(admission, "192.0.2.1"));
    }

    @Test
    void whoIsRefusedForComingTooOftenHoldsNothing() {
        ConnectionLimiter admission = admission(2, 2, 1);
        enter(admission, "192.0.2.1", 1);
        for (int i = 0; i < 5; i++) {
            assertEquals(RejectReason.RATE, enter(admission, "192.0.2.1"));
        }
        clock.advance(60_000);
        enter(admission, "192.0.2.1", 1);
    }

    @Test
    void exemptAndUnknownClientsAreNotCounted() {
        ConnectionLimiter admission = admission(1, 1, 1);
        for (String address : new String[] {"127.0.0.1", "::1", "::ffff:127.0.0.2", "2001:db8:ff:1::1", null}) {
            enter(admission, address, 3);
            admission.leave(address);
        }
        assertEquals(0, admission.size());
    }

    @Test
    void nothingIsKeptOfWhoIsGone() {
        ConnectionLimiter admission = admission(10, 100, 1_000);
        for (int i = 0; i < 200; i++) {
            enter(admission, "2001:db8:" + Integer.toHexString(i) + "::1", 1);
        }
        for (int i = 0; i < 200; i++) {
            admission.leave("2001:db8:" + Integer.toHexString(i) + "::1");
        }
        assertEquals(200, admission.size(), "the minutes");
        clock.advance(60_000);
        enter(admission, "192.0.2.1", 1);
        assertEquals(3, admission.size());
    }

    @Test
    void anAttackerWithAllAddressesMakesItNoLargerThanItsBound() {
        ConnectionLimiter admission = admission(1, 0, 1);
        enter(admission, "192.0.2.1", 1);
        for (int i = 0; i < ConnectionLimiter.COUNTED + 1_000; i++) {
            String address = "2001:db8:" + Integer.toHexString(i >> 16) + ":" + Integer.toHexString(i & 0xffff) + "::1";
            enter(admission, address, 1);
            admission.leave(address);
        }
        assertTrue(admission.size() <= ConnectionLimiter.COUNTED + 1, "entries: " + admission.size());
        // Who was there before is still counted, and all are a minute later.
        admission.leave("192.0.2.1");
        assertEquals(RejectReason.RATE, enter(admission, "192.0.2.1"));
        clock.advance(60_000);
        enter(admission, "198.51.100.1", 1);
        admission.leave("198.51.100.1");
        assertEquals(RejectReason.RATE, enter(admission, "198.51.100.1"));
    }

    @Test
    void manyThreadsLetInAsManyAsThereIsRoomFor() throws Exception {
        ConnectionLimiter admission = admission(50, 0, 0);
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
                        if (admission.enter("192.0.2.1", 0) == null) {
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
            admission.leave("192.0.2.1");
        }
        assertEquals(0, admission.size());
    }
}
