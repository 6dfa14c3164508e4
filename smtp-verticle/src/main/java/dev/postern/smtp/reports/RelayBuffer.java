package dev.postern.smtp.reports;

import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The facts of a relay that wait, in order, and the count of those that are on their way. Used by one thread. */
final class RelayBuffer {
    /** A batch is full when it has this many facts or octets; it has more octets only if one fact alone has. */
    static final int BATCH_FACTS = 64;

    static final int BATCH_OCTETS = 64 * 1024;
    /** Facts, and about as many octets, that may wait or be on their way. */
    static final int FACT_LIMIT = 1000;

    static final int OCTET_LIMIT = 1024 * 1024;

    /** What a batch has beside its facts, and a comma for each. */
    private static final int FRAME = 32 + BATCH_FACTS;

    private final Deque<Fact> waiting = new ArrayDeque<>();
    private int waitingOctets;
    private int held;
    private int heldOctets;

    /**
     * A fact in its form for other nodes.
     *
     * @param octets how long it is when it is encoded
     */
    record Fact(JsonObject json, int octets) {
        static Fact of(JsonObject json) {
            return new Fact(json, json.toBuffer().length());
        }
    }

    /** Whether one more fact may be added. */
    boolean hasRoom() {
        return held < FACT_LIMIT && heldOctets < OCTET_LIMIT;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether what waits fills a batch. */
    boolean isFull() {
        return waiting.size() >= BATCH_FACTS || waitingOctets >= BATCH_OCTETS - FRAME;
    }

    void add(Fact fact) {
        waiting.add(fact);
        waitingOctets += fact.octets();
        held++;
        heldOctets += fact.octets();
    }

    /** As many of the first that wait as fit into a batch: they are on their way until {@link #settle}. */
    List<Fact> next() {
        List<Fact> batch = new ArrayList<>(BATCH_FACTS);
        int octets = 0;
        while (!waiting.isEmpty() && batch.size() < BATCH_FACTS) {
            octets += waiting.peek().octets();
            if (!batch.isEmpty() && octets > BATCH_OCTETS - FRAME) {
                break;
            }
            batch.add(waiting.remove());
        }
        batch.forEach(fact -> waitingOctets -= fact.octets());
        return batch;
    }

    /** These are not on their way any more. */
    void settle(List<Fact> batch) {
        held -= batch.size();
        batch.forEach(fact -> heldOctets -= fact.octets());
    }

    /** Forgets what waits, and says how many that were. */
    int clear() {
        List<Fact> forgotten = List.copyOf(waiting);
        waiting.clear();
        waitingOctets = 0;
        settle(forgotten);
        return forgotten.size();
    }
}
