package dev.postern.smtp.connection;

import dev.postern.contract.Reply;
import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.PendingReply;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one connection: how far it has come, why it ends, and with which reply. */
final class CloseSequence {
    private static final Logger LOG = LoggerFactory.getLogger(CloseSequence.class);

    private static final String DISCONNECTED = "disconnected";
    private static final String QUIT = "quit";

    private enum State {
        /** Commands are taken and answered. */
        OPEN,
        /** They still are, but the client is left at the next command boundary. */
        DRAINING,
        /** The last reply is on its way to the client; what it still sends is not read as commands any more. */
        CLOSING,
        /** The socket is gone; what is asked for the client is still waited for. */
        CLOSED,
        /** Nothing is open any more, and everybody knows. */
        OVER
    }

    /** What may follow each. */
    private static final Map<State, Set<State>> MOVES = Map.of(
            State.OPEN, Set.of(State.DRAINING, State.CLOSING, State.CLOSED),
            State.DRAINING, Set.of(State.CLOSING, State.CLOSED),
            State.CLOSING, Set.of(State.CLOSED, State.OVER),
            State.CLOSED, Set.of(State.OVER),
            State.OVER, Set.of());

    private final CommandDispatcher dispatcher;
    private final ReplyWriter out;
    private final TlsUpgrade handshake;
    private final ClientTimeouts patience;
    private State state = State.OPEN;
    /** Of a group that has disconnected the client, in place of any other; else null. */
    private Reply lastWord;

    CloseSequence(CommandDispatcher dispatcher, ReplyWriter out, TlsUpgrade handshake, ClientTimeouts patience) {
        this.dispatcher = dispatcher;
        this.out = out;
        this.handshake = handshake;
        this.patience = patience;
    }

    /** The only place where the state changes: whether it did, as what comes too late changes nothing. */
    private boolean become(State next) {
        boolean moves = MOVES.get(state).contains(next);
        if (moves) {
            state = next;
        }
        return moves;
    }

    /** Whether commands are taken and answered. */
    boolean isOpen() {
        return state == State.OPEN || state == State.DRAINING;
    }

    /** Whether they are up to the next command boundary only. */
    boolean isDraining() {
        return state == State.DRAINING;
    }

    boolean isClosed() {
        return state == State.CLOSED || state == State.OVER;
    }

    /** Whether plugins may still send something to the client, or disconnect it. */
    boolean takesCommands() {
        return isOpen() && lastWord == null;
    }

    /** The client is to be left at the next command boundary. */
    void announce() {
        become(State.DRAINING);
    }

    /** A group disconnects the client, with this word in place of any other; a {@code deliver} that is open comes first. */
    void dismiss(Reply word) {
        lastWord = dispatcher.session().soften(Replies.complete(word));
        if (dispatcher.isDelivering()) {
            become(State.DRAINING);
        } else {
            leave(DISCONNECTED, lastWord);
            dispatcher.abandon();
        }
    }

    /** The server leaves the client; but a group that has disconnected it has the last word. */
    void leave(String reason, Reply reply) {
        String why = lastWord == null ? reason : DISCONNECTED;
        if (handshake.isOwed()) {
            // Nobody could read a reply.
            become(State.CLOSING);
            dispatcher.lose(why);
            out.cut();
            return;
        }
        Reply last = lastWord == null ? reply : lastWord;
        LOG.info(
                "[{}] {} is left: {}",
                dispatcher.id(),
                dispatcher.connection().client().remote(),
                last);
        out.say(last, dispatcher.isInternational());
        part(why);
    }

    /** The server closes without a word. */
    void close(String reason) {
        end(reason, out::close);
    }

    /** The server closes, and its last word was said. Who has said QUIT waits for nothing else. */
    void part(String reason) {
        end(reason, QUIT.equals(dispatcher.session().lost()) ? out::close : out::part);
    }

    private void end(String reason, Runnable how) {
        // First: what is waited for ends when the client is lost, and must find it so.
        boolean news = become(State.CLOSING);
        dispatcher.lose(reason);
        if (news) {
            patience.renew();
            how.run();
        }
    }

    /** Ends it now, whatever the client has not read. */
    void cut(String reason, Reply reply) {
        // The final reply is not known: nothing but 421 may stand in its place.
        lastWord = null;
        if (isOpen()) {
            leave(reason, reply);
        }
        out.cut();
    }

    /** The client has had the time to read the last word, and has not taken it. */
    void hurry() {
        if (!isOpen() && patience.isOver(PendingReply.Next.CLOSE)) {
            out.cut();
        }
    }

    /** The socket is gone. */
    void closed() {
        become(State.CLOSED);
        dispatcher.lose("lost");
    }

    /** Nothing is open any more; whether that is news. */
    boolean over() {
        return become(State.OVER);
    }
}
