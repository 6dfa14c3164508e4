package dev.postern.smtp;

import dev.postern.contract.Common;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The occasions of one connection: each is numbered, heard by the chain, and told once it is settled. */
final class Occasions {
    private final Connection connection;
    private final Chain chain;
    private final Teller teller;
    private final Waiting open = new Waiting();
    private final Waiting pauses = new Waiting();

    /**
     * One occasion after the chain has spoken.
     *
     * @param event null if nobody was asked and nobody observes
     */
    record Heard(Event event, Outcome outcome) {}

    /** What one connection has that waits, each with what ends the waiting before its time; most have nothing. */
    private static final class Waiting {
        private Set<Runnable> ends = Set.of();

        void add(Runnable end) {
            if (ends.isEmpty()) {
                ends = new HashSet<>();
            }
            ends.add(end);
        }

        /** It waits no longer. */
        void remove(Runnable end) {
            if (ends.remove(end) && ends.isEmpty()) {
                ends = Set.of();
            }
        }

        /** Nothing waits any longer. */
        void end() {
            List.copyOf(ends).forEach(Runnable::run);
        }
    }

    Occasions(Connection connection, Chain chain, Teller teller) {
        this.connection = connection;
        this.chain = chain;
        this.teller = teller;
    }

    Connection connection() {
        return connection;
    }

    Chain chain() {
        return chain;
    }

    /** What a stage without a limit of its own has to keep to. */
    Hearing.Terms terms() {
        return Hearing.Terms.within(chain.limit());
    }

    /** Asks the chain. The answer must be told in the end ({@link #tell}). */
    Future<Heard> hear(Transaction transaction, Stage stage, Function<Common, Event> make, Hearing.Terms terms) {
        if (!chain.asks(stage) && !teller.isHeard(stage)) {
            connection.skipOccasion();
            return Future.succeededFuture(new Heard(null, Outcome.of(terms.before())));
        }
        Event event = make.apply(connection.occasion(transaction));
        return unlessAbandoned(event, chain.ask(connection, event, terms).map(outcome -> new Heard(event, outcome)));
    }

    /** Completes after so many milliseconds, or when nobody is there any more to be kept waiting. */
    Future<Void> pause(long milliseconds) {
        Promise<Void> over = Promise.promise();
        Clock.Alarm alarm = chain.clock().after(milliseconds, over::tryComplete);
        Runnable hurry = () -> {
            alarm.cancel();
            over.tryComplete();
        };
        pauses.add(hurry);
        return over.future().onComplete(done -> pauses.remove(hurry));
    }

    /** The client is gone: it need not be kept waiting. */
    void hurry() {
        pauses.end();
    }

    /** What is open is waited for no longer: its answers change nothing. */
    void abandon() {
        open.end();
    }

    private Future<Heard> unlessAbandoned(Event event, Future<Heard> asked) {
        if (asked.isComplete()) {
            return asked;
        }
        Promise<Heard> heard = Promise.promise();
        Runnable abandon = () -> heard.tryComplete(new Heard(event, Outcome.NOBODY));
        open.add(abandon);
        asked.onComplete(done -> {
            open.remove(abandon);
            if (done.succeeded()) {
                heard.tryComplete(done.result());
            } else {
                heard.tryFail(done.cause());
            }
        });
        return heard.future();
    }

    /** Tells how an occasion ended. */
    void tell(Heard heard, Reply reply) {
        if (heard.event() != null) {
            teller.tell(heard.event(), reply, heard.outcome().verdicts());
        }
    }

    /** An occasion at which nobody is asked: it is told, and sent to the groups that want to clean up. */
    void inform(Transaction transaction, Stage stage, Function<Common, Event> make, Reply reply) {
        boolean wanted = !stage.asks() && chain.asks(stage);
        if (!wanted && !teller.isHeard(stage)) {
            connection.skipOccasion();
            return;
        }
        Event event = make.apply(connection.occasion(transaction));
        teller.tell(event, reply, List.of());
        if (wanted) {
            chain.send(connection, event);
        }
    }
}
