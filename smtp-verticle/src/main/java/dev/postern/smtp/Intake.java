package dev.postern.smtp;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One message on its way in: takes the dot stuffing off, keeps the content, and hands the whole to the session. */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Session session;
    private final Incoming incoming;
    private final long limit;
    private final Unstuffer unstuffer = new Unstuffer();

    /** @param limit the most octets of a message; what is over it is swallowed */
    Intake(Session session, Incoming incoming, long limit) {
        this.session = session;
        this.incoming = incoming;
        this.limit = limit;
    }

    /** The index behind the end of the content in this piece, or {@link Unstuffer#MORE}. */
    int feed(Buffer piece) {
        return unstuffer.feed(piece, 0, incoming::write);
    }

    /** Whether there is so much too much that swallowing it makes no sense. */
    boolean isHopeless() {
        return incoming.size() > 2 * limit;
    }

    /** Whether the disk is behind. */
    boolean isFull() {
        return incoming.isFull();
    }

    void discard() {
        incoming.discard();
    }

    /** The content is complete: the session judges it, if it could be kept. */
    Future<Step> end() {
        session.transaction().octets(incoming.size());
        if (incoming.isTooLarge()) {
            incoming.discard();
            return Future.succeededFuture(session.contentRefused(Replies.TOO_LARGE));
        }
        return incoming.end().transform(stored -> {
            if (stored.failed()) {
                LOG.error(
                        "[{}] the message could not be kept: {}",
                        session.id(),
                        stored.cause().toString());
                return Future.succeededFuture(session.contentRefused(Replies.STORAGE));
            }
            return session.isLost() ? drop(stored.result()) : session.content(stored.result());
        });
    }

    private static Future<Step> drop(Stored stored) {
        stored.delete();
        return Future.succeededFuture(Step.NOTHING);
    }
}
