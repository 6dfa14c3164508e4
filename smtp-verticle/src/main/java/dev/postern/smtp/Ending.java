package dev.postern.smtp;

import dev.postern.contract.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of one connection: how far it has come, why, and who has the last word. */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private static final String DISCONNECTED = "disconnected";
    private static final String QUIT = "quit";

    /** From the first word to the last; it only goes on. */
    private enum Life {
        /** Words go both ways. */
        OPEN,
        /** The last word is on its way to the client; what it still sends is not heard. */
        CLOSING,
        /** The socket is gone; what is asked for the client is still waited for. */
        CLOSED,
        /** Nothing is open any more, and everybody knows. */
        OVER
    }

    private final Session session;
    private final Outgoing out;
    private final Handshake handshake;
    private final Patience patience;
    private Life life = Life.OPEN;
    private boolean near;
    private Reply dismissal;

    Ending(Session session, Outgoing out, Handshake handshake, Patience patience) {
        this.session = session;
        this.out = out;
        this.handshake = handshake;
        this.patience = patience;
    }

    boolean isOpen() {
        return life == Life.OPEN;
    }

    boolean isClosed() {
        return life.compareTo(Life.CLOSED) >= 0;
    }

    /** The client is to be left at the next command boundary. */
    void announce() {
        near = true;
    }

    boolean isNear() {
        return near;
    }

    /** A group disconnects the client, with this word in place of any other; a {@code deliver} that is open comes first. */
    void dismiss(Reply word) {
        dismissal = session.soften(Replies.complete(word));
        if (session.settlement().isDelivering()) {
            near = true;
        } else {
            leave(DISCONNECTED, dismissal);
            session.abandon();
        }
    }

    /** Whether a group has disconnected the client. */
    boolean isDismissed() {
        return dismissal != null;
    }

    /** The server leaves the client; but a group that has disconnected it has the last word. */
    void leave(String reason, Reply reply) {
        String why = dismissal == null ? reason : DISCONNECTED;
        if (handshake.isOwed()) {
            // Nobody could read a reply.
            reach(Life.CLOSING);
            session.lose(why);
            out.cut();
            return;
        }
        Reply last = dismissal == null ? reply : dismissal;
        LOG.info(
                "[{}] {} is left: {}",
                session.id(),
                session.connection().client().remote(),
                last);
        out.say(last, session.isInternational());
        part(why);
    }

    /** The server closes without a word. */
    void close(String reason) {
        end(reason, out::close);
    }

    /** The server closes, and its last word was said. Who has said QUIT waits for nothing else. */
    void part(String reason) {
        end(reason, QUIT.equals(session.lost()) ? out::close : out::part);
    }

    private void end(String reason, Runnable how) {
        boolean news = isOpen();
        // First: what is waited for ends when the client is lost, and must find it so.
        reach(Life.CLOSING);
        session.lose(reason);
        if (news) {
            patience.renew();
            how.run();
        }
    }

    /** Ends it now, whatever the client has not read. */
    void cut(String reason, Reply reply) {
        // The final reply is not known: nothing but 421 may stand in its place.
        dismissal = null;
        if (isOpen()) {
            leave(reason, reply);
        }
        out.cut();
    }

    /** The client has had the time to read the last word, and has not taken it. */
    void hurry() {
        if (!isOpen() && patience.isOver(Step.Next.CLOSE)) {
            out.cut();
        }
    }

    /** The socket is gone. */
    void closed() {
        reach(Life.CLOSED);
        session.lose("lost");
    }

    /** Nothing is open any more; whether that is news. */
    boolean over() {
        boolean news = life != Life.OVER;
        reach(Life.OVER);
        return news;
    }

    private void reach(Life next) {
        if (next.compareTo(life) > 0) {
            life = next;
        }
    }
}
