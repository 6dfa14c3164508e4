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
 * The limits of connections: how many are open in all, from one address and from one network, and the rate of new ones from one
 * address ({@link Limits.Overall.Shares}), counted for all instances of a server together. The count of an address is removed with
 * its last connection, so there are never more of them than connections. Safe to use from any thread; nothing blocks.
 */
public final class ConnectionLimiter {
    /**
     * Addresses whose rate of new connections is counted at the same time. Beyond it, those of further addresses are not counted
     * for a minute: an attacker with so many addresses is not stopped by a limit for each, and to reject them would lock out
     * everybody else.
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

    /** A connection that was counted is closed. */
    void disconnect() {
        connections.decrementAndGet();
    }

    /** The connections open now. */
    public int connections() {
        return connections.get();
    }

    /**
     * One more connection of a client; {@link #leave} has to follow if it is accepted.
     *
     * @param address of the client, or null if it is not known: then nothing is counted
     * @param now milliseconds ({@link Clock#now()})
     * @return null if it is accepted, else the limit that is reached
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
        if (!isWithinRate(one, now)) {
            leave(address);
            return RejectReason.RATE;
        }
        return null;
    }

    /** A connection that was accepted is closed. */
    void leave(String address) {
        Network one = counted(address);
        if (one != null) {
            leave(addresses, one);
            leave(networks, network(address));
        }
    }

    /** Entries in all tables. */
    int size() {
        return addresses.size() + networks.size() + minutes.size();
    }

    /** The key by which an address is counted; null if it is exempt or not known. */
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

    private boolean isWithinRate(Network address, long now) {
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
