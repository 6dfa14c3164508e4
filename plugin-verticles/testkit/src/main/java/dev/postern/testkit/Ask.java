package dev.postern.testkit;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * An ask that is open: what the plugin was asked, and in time its decision. Made by {@link PluginTester#begin}.
 */
public final class Ask {
    private final Event given;
    private final Event event;
    private final Future<Decision> decision;

    Ask(Event given, Event event, Future<Decision> decision) {
        this.given = given;
        this.event = event;
        this.decision = decision;
    }

    /** The event as the plugin got it, with all that the tester filled in. */
    public Event event() {
        return event;
    }

    /** What the test asked for, with the number and the time that the occasion got. */
    Event given() {
        return given;
    }

    /** The same occasion, asked again from the first group. */
    public Event inNextRound() {
        EventHeader.Id asked = given.common().occasion();
        return at(
                given,
                new EventHeader.Id(
                        asked.connection(), asked.transaction(), asked.sequence(), asked.round() + 1, asked.time()));
    }

    /** The same occasion and round, asked because there was no answer. */
    Event onceMore() {
        EventHeader.Ask turn = given.common().turn();
        return given.with(given.common()
                .with(new EventHeader.Ask(
                        turn.attempt() + 1, turn.budget(), turn.commands(), turn.key(), turn.data())));
    }

    /** What the client says to a challenge: an occasion of its own. */
    public Event response(Buffer octets) {
        Authenticate asked = (Authenticate) given;
        EventHeader.Id before = asked.common().occasion();
        return at(
                new Authenticate(asked.common(), asked.mechanism(), null, octets),
                new EventHeader.Id(before.connection(), before.transaction(), 0, 0, 0));
    }

    /** The same event, begun now if it has no time. */
    static Event dated(Event event, long now) {
        EventHeader.Id given = event.common().occasion();
        long time = given.time() == 0 ? now : given.time();
        return at(
                event,
                new EventHeader.Id(given.connection(), given.transaction(), given.sequence(), given.round(), time));
    }

    static Event at(Event event, EventHeader.Id occasion) {
        EventHeader common = event.common();
        return event.with(
                new EventHeader(occasion, common.client(), common.sender(), common.recipients(), common.turn()));
    }

    /** Whether there is neither a decision nor a failure yet. */
    public boolean isOpen() {
        return !decision.isComplete();
    }

    /** Waits so many milliseconds by the system's clock for a decision or a failure. */
    public boolean closesWithin(long milliseconds) {
        try {
            TestVertx.await(decision.transform(done -> Future.succeededFuture()), milliseconds);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Waits for the decision.
     *
     * @throws PluginFailure if a server would see the group fail
     */
    public Decision decision() {
        try {
            return TestVertx.await(decision);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PluginFailure failure) {
                throw new PluginFailure(failure.kind(), failure.reason(), failure.getCause());
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
