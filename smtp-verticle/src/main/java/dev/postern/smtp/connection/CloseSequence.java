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
        /** They still are, but the connection closes at the next command boundary. */
        DRAINING,
        /** The last reply is on its way to the client; what it still sends is not read as commands any more. */
        CLOSING,
        /** The socket is gone; what is asked for the client is still waited for. */
        CLOSED,
        /** Nothing is open any more, and the owner knows. */
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
    private final ReplyWriter writer;
    private final TlsUpgrade tls;
    private final ClientTimeouts timeouts;
    private State state = State.OPEN;
    /** The reply of a group that has disconnected the client, sent in place of any other; else null. */
    private Reply disconnectReply;

    CloseSequence(CommandDispatcher dispatcher, ReplyWriter writer, TlsUpgrade tls, ClientTimeouts timeouts) {
        this.dispatcher = dispatcher;
        this.writer = writer;
        this.tls = tls;
        this.timeouts = timeouts;
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
        return isOpen() && disconnectReply == null;
    }

    /** The connection closes at the next command boundary. */
    void drain() {
        become(State.DRAINING);
    }

    /** A group disconnects the client with this last reply; a {@code deliver} that is open comes first. */
    void disconnect(Reply last) {
        disconnectReply = dispatcher.session().soften(Replies.complete(last));
        if (dispatcher.isDelivering()) {
            become(State.DRAINING);
        } else {
            close(DISCONNECTED, disconnectReply);
            dispatcher.abandon();
        }
    }

    /** The server closes with this reply, or with that of a group that has disconnected the client. */
    void close(String reason, Reply reply) {
        String why = disconnectReply == null ? reason : DISCONNECTED;
        if (tls.isPending()) {
            // Nobody could read a reply.
            become(State.CLOSING);
            dispatcher.lose(why);
            writer.cut();
            return;
        }
        Reply last = disconnectReply == null ? reply : disconnectReply;
        LOG.info(
                "[{}] {} is left: {}",
                dispatcher.id(),
                dispatcher.connection().client().remote(),
                last);
        writer.say(last, dispatcher.isInternational());
        linger(why);
    }

    /** The server closes without a reply. */
    void close(String reason) {
        end(reason, writer::close);
    }

    /** The server closes after its last reply. A client that has said QUIT is not waited for, any other may linger to read it. */
    void linger(String reason) {
        end(reason, QUIT.equals(dispatcher.session().lost()) ? writer::close : writer::linger);
    }

    private void end(String reason, Runnable how) {
        // The state comes first, as losing the client completes what is waited for.
        boolean news = become(State.CLOSING);
        dispatcher.lose(reason);
        if (news) {
            timeouts.renew();
            how.run();
        }
    }

    /** Ends it now, whatever the client has not read. */
    void cut(String reason, Reply reply) {
        // The final reply is not known: nothing but 421 may stand in its place.
        disconnectReply = null;
        if (isOpen()) {
            close(reason, reply);
        }
        writer.cut();
    }

    /** Closes at once if the client has had its time to read the last reply. */
    void expire() {
        if (!isOpen() && timeouts.isOver(PendingReply.Next.CLOSE)) {
            writer.cut();
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
