package dev.postern.smtp;

import dev.postern.contract.Common;
import dev.postern.contract.Event;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Verdict;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** The occasions of one connection: each is numbered, heard by the chain, and told once it is settled. */
final class Occasions {
    private final Connection connection;
    private final Chain chain;
    private final Teller teller;

    /**
     * One occasion after the chain has spoken.
     *
     * @param event null if nobody was asked and nobody observes
     */
    record Heard(Event event, Outcome outcome) {}

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

    /** Asks the chain within a stage's own limit. The answer must be told in the end ({@link #tell}). */
    Future<Heard> hear(Transaction transaction, Stage stage, Function<Common, Event> make) {
        return hear(transaction, stage, make, chain.limit());
    }

    /**
     * The same within another limit.
     *
     * @param limit milliseconds for the whole stage; who has none left is not asked, and has failed
     */
    Future<Heard> hear(Transaction transaction, Stage stage, Function<Common, Event> make, long limit) {
        if (!chain.asks(stage) && !teller.isHeard(stage)) {
            connection.skipOccasion();
            return Future.succeededFuture(new Heard(null, Outcome.NOBODY));
        }
        Event event = make.apply(connection.occasion(transaction));
        return chain.ask(connection, event, limit).map(heard -> new Heard(event, heard));
    }

    /** Tells how an occasion ended. */
    void tell(Heard heard, Reply reply) {
        if (heard.event() != null) {
            teller.tell(heard.event(), reply, heard.outcome().verdicts());
        }
    }

    /** Tells of an occasion that was not the chain's. */
    void told(Event event, Reply reply, Verdict verdict) {
        teller.tell(event, reply, List.of(verdict));
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
