package dev.postern.contract.bus;

import dev.postern.contract.wire.GroupManifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps who publishes a hello once a second: suspected after three that are missing, gone after ten. Time in which this process
 * itself stood still is not counted as silence. Used by one thread; times are milliseconds of a clock that never runs backwards.
 *
 * @param <K> what names one that says hello
 */
public final class HeartbeatTable<K> {
    /** Milliseconds of silence after which one is suspected of being gone. */
    public static final long SUSPECTED_AFTER = 3 * GroupManifest.HELLO_INTERVAL;

    /** Milliseconds of silence after which one is taken for gone. */
    public static final long GONE_AFTER = 10 * GroupManifest.HELLO_INTERVAL;

    private final Map<K, Heartbeat> heartbeats = new LinkedHashMap<>();
    private final StallDetector stalls;
    private final Grace grace;
    private final long goneAfter;

    private static final class Heartbeat {
        private long heard;
        private boolean suspected;
    }

    /** How a standstill of this process is counted for those whose hellos could not arrive meanwhile. */
    public interface Grace {
        /** It is not counted: their silence is as long as it was before it. */
        Grace STANDSTILL_ALONE = (heard, stood, now) -> Math.min(now, heard + stood);

        /**
         * @param heard the moment of the last hello
         * @param stood the milliseconds of the standstill, which has just ended
         * @return the moment from which silence counts; it may lie in the future
         */
        long heard(long heard, long stood, long now);
    }

    /**
     * Those whose silence was noticed by one {@link #sweep}, each with the milliseconds of it.
     *
     * @param suspected those that were not suspected before
     * @param gone those that have been silent for too long; they stay in the table until they are removed
     */
    public record Silent<K>(Map<K, Long> suspected, Map<K, Long> gone) {}

    /** One that does not count standstills as silence. */
    public HeartbeatTable(long now) {
        this(now, GONE_AFTER, Grace.STANDSTILL_ALONE);
    }

    /** @param goneAfter milliseconds of silence, in place of {@link #GONE_AFTER} */
    public HeartbeatTable(long now, long goneAfter, Grace grace) {
        this.stalls = new StallDetector(now);
        this.goneAfter = goneAfter;
        this.grace = grace;
    }

    /**
     * A hello has arrived.
     *
     * @return whether it was suspected until now
     */
    public boolean hear(K key, long now) {
        Heartbeat heartbeat = heartbeats.computeIfAbsent(key, name -> new Heartbeat());
        boolean suspected = heartbeat.suspected;
        heartbeat.heard = now;
        heartbeat.suspected = false;
        return suspected;
    }

    /** It has said bye, or is taken for gone; true if it was there. */
    public boolean remove(K key) {
        return heartbeats.remove(key) != null;
    }

    /** A copy: all whose hellos arrived and that were not removed, in the order of their first hello. */
    public List<K> keys() {
        return new ArrayList<>(heartbeats.keySet());
    }

    /** The milliseconds since its last hello, or -1 if it is not there. */
    public long silence(K key, long now) {
        Heartbeat heartbeat = heartbeats.get(key);
        return heartbeat == null ? -1 : Math.max(0, now - heartbeat.heard);
    }

    /** Whether it has been silent for more than three hellos at this moment, or is not there. */
    public boolean isSuspected(K key, long now) {
        long silence = silence(key, now);
        return silence < 0 || silence > SUSPECTED_AFTER;
    }

    /** Whether all of these are. */
    public boolean areSuspected(Set<K> keys, long now) {
        return keys.stream().allMatch(key -> isSuspected(key, now));
    }

    /** Finds those that are silent. To be called once a second: where it was not, this process stood still. */
    public Silent<K> sweep(long now) {
        long stood = stalls.tick(now);
        Map<K, Long> suspected = new LinkedHashMap<>();
        Map<K, Long> gone = new LinkedHashMap<>();
        heartbeats.forEach((key, heartbeat) -> {
            heartbeat.heard = stood == 0 ? heartbeat.heard : grace.heard(heartbeat.heard, stood, now);
            long silence = now - heartbeat.heard;
            if (silence > goneAfter) {
                gone.put(key, silence);
            } else if (silence > SUSPECTED_AFTER && !heartbeat.suspected) {
                heartbeat.suspected = true;
                suspected.put(key, silence);
            }
        });
        return new Silent<>(suspected, gone);
    }
}
