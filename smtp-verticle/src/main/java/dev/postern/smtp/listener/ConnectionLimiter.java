package dev.postern.smtp.listener;

import dev.postern.contract.Network;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.protocol.RejectReason;
import dev.postern.smtp.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether one more connection may come: how many there are, and what each client has of them ({@link Limits.Overall.Shares}),
 * counted for all instances of a server together. What is open is forgotten with its last connection, so there is never more of it than there are connections. Safe to use from any
 * thread; nothing waits.
 */
public final class ConnectionLimiter {
    /**
     * Addresses whose new connections are counted at the same time. Beyond it, those of further addresses are not, for a
     * minute: who has so many addresses is not held back by a limit for each, and to refuse them would lock out everybody else.
     */
    static final int COUNTED = 65_536;

    private static final long MINUTE = 60_000;
    private static final long SWEEP = 10_000;
    private static final int IPV4_ADDRESS = 32;
    private static final int IPV6_ADDRESS = 64;
    private static final int IPV4_NETWORK = 24;
    private static final int IPV6_NETWORK = 48;

    private final Limits.Overall limits;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Network, Integer> addresses = new ConcurrentHashMap<>();
    private final Map<Network, Integer> networks = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Network, Minute> minutes = new ConcurrentHashMap<>();
    private final AtomicLong swept = new AtomicLong(Long.MIN_VALUE / 2);

    /** The connections of one address within the minute that began with the first of them. */
    private record Minute(long began, int connections) {
        boolean isOver(long now) {
            return now - began >= MINUTE;
        }
    }

    public ConnectionLimiter(Limits.Overall limits) {
        this.limits = limits;
    }

    /** One more connection, if there is room for it; {@link #disconnect} has to follow if there is. */
    boolean connect() {
        if (connections.incrementAndGet() <= limits.connections()) {
            return true;
        }
        connections.decrementAndGet();
        return false;
    }

    /** One that was counted is gone. */
    void disconnect() {
        connections.decrementAndGet();
    }

    /** Those open now. */
    public int connections() {
        return connections.get();
    }

    /**
     * One more connection of a client; {@link #leave} has to follow if it is let in.
     *
     * @param address of the client, or null if nobody knows it, which is not counted
     * @param now milliseconds ({@link Clock#now()})
     * @return null if it is let in, else the limit that is reached
     */
    RejectReason enter(String address, long now) {
        Network one = counted(address);
        if (one == null) {
            return null;
        }
        Limits.Overall.Shares shares = limits.shares();
        Network all = network(address);
        if (!enter(addresses, one, shares.address())) {
            return RejectReason.ADDRESS;
        }
        if (!enter(networks, all, shares.network())) {
            leave(addresses, one);
            return RejectReason.NETWORK;
        }
        if (!isInTime(one, now)) {
            leave(address);
            return RejectReason.RATE;
        }
        return null;
    }

    /** One that was let in is gone. */
    void leave(String address) {
        Network one = counted(address);
        if (one != null) {
            leave(addresses, one);
            leave(networks, network(address));
        }
    }

    /** Entries that are kept. */
    int size() {
        return addresses.size() + networks.size() + minutes.size();
    }

    /** Null for who has no share. */
    private Network counted(String address) {
        boolean exempt = address == null || Network.anyContains(limits.exempt(), address);
        return exempt ? null : Network.around(address, IPV4_ADDRESS, IPV6_ADDRESS);
    }

    private static Network network(String address) {
        return Network.around(address, IPV4_NETWORK, IPV6_NETWORK);
    }

    private static boolean enter(Map<Network, Integer> open, Network from, int limit) {
        if (limit == 0 || open.merge(from, 1, Integer::sum) <= limit) {
            return true;
        }
        leave(open, from);
        return false;
    }

    private static void leave(Map<Network, Integer> open, Network from) {
        open.computeIfPresent(from, (known, count) -> count == 1 ? null : count - 1);
    }

    private boolean isInTime(Network address, long now) {
        int limit = limits.shares().minute();
        if (limit == 0) {
            return true;
        }
        sweep(now);
        if (minutes.mappingCount() >= COUNTED && !minutes.containsKey(address)) {
            return true;
        }
        Minute minute = minutes.compute(
                address,
                (known, counted) -> counted == null || counted.isOver(now)
                        ? new Minute(now, 1)
                        : new Minute(counted.began(), counted.connections() + 1));
        return minute.connections() <= limit;
    }

    private void sweep(long now) {
        long last = swept.get();
        if (now - last >= SWEEP && swept.compareAndSet(last, now)) {
            minutes.values().removeIf(minute -> minute.isOver(now));
        }
    }
}
