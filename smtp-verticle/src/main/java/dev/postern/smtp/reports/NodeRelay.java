package dev.postern.smtp.reports;

import dev.postern.contract.wire.ReportBatch;
import dev.postern.smtp.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Sends facts to the observers of one other node, in order: they are gathered into batches, of which a few may be
 * unacknowledged. What would exceed the bounds is dropped, and so is a batch without acknowledgement: nothing is sent twice, and
 * nothing waits for a node that does not keep up. Used by one thread.
 */
final class NodeRelay {
    /** A batch is sent when it is full, or when its first fact has waited this many milliseconds. */
    static final long LINGER = 20;
    /** Batches that may be unacknowledged; further facts wait. */
    static final int WINDOW = 8;
    /** A batch that is not acknowledged by then counts as lost. */
    static final long ACKNOWLEDGED_WITHIN = 2_000;

    private final String node;
    private final Clock clock;
    private final Sender sender;
    private final DropLog drops;
    private final RelayBuffer buffer = new RelayBuffer();
    private int open;
    private boolean due;
    private Clock.Alarm linger;
    private Promise<Void> finished;

    /** Brings a batch to the node; completes when it is acknowledged. */
    interface Sender {
        Future<?> send(JsonObject batch);
    }

    NodeRelay(String node, Clock clock, Sender sender, DropLog drops) {
        this.node = node;
        this.clock = clock;
        this.sender = sender;
        this.drops = drops;
    }

    String node() {
        return node;
    }

    /** Whether one more fact can be taken now. */
    boolean hasRoom() {
        return finished == null && buffer.hasRoom();
    }

    void take(RelayBuffer.Fact fact) {
        if (!hasRoom()) {
            drops.dropped(node, 1);
            return;
        }
        buffer.add(fact);
        if (linger == null) {
            linger = clock.after(LINGER, this::becomeDue);
        }
        send();
    }

    /**
     * Takes no more, and sends what waits as far as it may.
     *
     * @return completes when nothing is unacknowledged any more
     */
    Future<Void> finish() {
        if (finished == null) {
            finished = Promise.promise();
            becomeDue();
            int left = buffer.clear();
            if (left > 0) {
                drops.dropped(node, left);
            }
            cancelLinger();
            completeFinish();
        }
        return finished.future();
    }

    private void becomeDue() {
        due = true;
        send();
    }

    private void send() {
        while (open < WINDOW && !buffer.isEmpty() && (due || buffer.isFull())) {
            new Batch(buffer.next()).begin();
        }
        if (buffer.isEmpty()) {
            cancelLinger();
        }
    }

    private void cancelLinger() {
        due = false;
        if (linger != null) {
            linger.cancel();
            linger = null;
        }
    }

    private void completeFinish() {
        if (finished != null && open == 0) {
            finished.tryComplete();
        }
    }

    /** One batch, from its sending until it is acknowledged or counts as lost. */
    private final class Batch {
        private final List<RelayBuffer.Fact> facts;
        private Clock.Alarm alarm;
        private boolean ended;

        Batch(List<RelayBuffer.Fact> facts) {
            this.facts = facts;
        }

        void begin() {
            open++;
            alarm = clock.after(ACKNOWLEDGED_WITHIN, () -> end(false));
            JsonObject batch =
                    new ReportBatch(facts.stream().map(RelayBuffer.Fact::json).toList()).toJson();
            sender.send(batch).onComplete(answer -> end(answer.succeeded()));
        }

        private void end(boolean acknowledged) {
            if (ended) {
                return;
            }
            ended = true;
            alarm.cancel();
            open--;
            buffer.settle(facts);
            if (!acknowledged) {
                drops.unacknowledged(node, facts.size());
            }
            send();
            completeFinish();
        }
    }
}
