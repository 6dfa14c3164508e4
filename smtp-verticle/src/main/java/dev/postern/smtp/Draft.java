package dev.postern.smtp;

import dev.postern.contract.Reply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The message of one transaction on its way in: what of it is here is kept, and the whole is handed to the session. */
final class Draft {
    private static final Logger LOG = LoggerFactory.getLogger(Draft.class);

    private final Session session;
    private final Incoming incoming;
    private final long limit;
    private boolean over;

    /** @param limit the most octets of a message; what is over it is swallowed */
    Draft(Session session, Incoming incoming, long limit) {
        this.session = session;
        this.incoming = incoming;
        this.limit = limit;
    }

    void write(Buffer piece) {
        incoming.write(piece);
    }

    /** Octets so far. */
    long size() {
        return incoming.size();
    }

    /** Whether with so many octets there would be so much too much that swallowing it makes no sense. */
    boolean isHopeless(long octets) {
        return octets > 2 * limit;
    }

    /** Whether the disk is behind. */
    boolean isFull() {
        return incoming.isFull();
    }

    /** Leaves nothing behind, unless the message has been handed over. */
    void discard() {
        if (!over) {
            over = true;
            incoming.discard();
        }
    }

    /** A part of the message is here, and more is to come: this is said, unless the whole has failed already. */
    Future<Step> check(Reply reply) {
        return incoming.isTooLarge() ? refuse(Replies.TOO_LARGE, false) : Future.succeededFuture(Step.say(reply));
    }

    /** The message is complete: the session judges it, if it could be kept. */
    Future<Step> end() {
        session.transaction().octets(incoming.size());
        if (incoming.isTooLarge()) {
            return refuse(Replies.TOO_LARGE, true);
        }
        over = true;
        return incoming.end().transform(stored -> {
            if (stored.failed()) {
                LOG.error(
                        "[{}] the message could not be kept: {}",
                        session.id(),
                        stored.cause().toString());
                return refuse(Replies.STORAGE, true);
            }
            return session.isLost() ? drop(stored.result()) : session.content(stored.result());
        });
    }

    private Future<Step> refuse(Reply reply, boolean complete) {
        discard();
        return Future.succeededFuture(session.contentRefused(reply, complete));
    }

    private static Future<Step> drop(Stored stored) {
        stored.delete();
        return Future.succeededFuture(Step.NOTHING);
    }
}
