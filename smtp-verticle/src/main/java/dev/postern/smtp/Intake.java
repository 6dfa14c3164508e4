package dev.postern.smtp;

import dev.postern.contract.Reply;
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
    private final Inspection inspection;

    /** @param options what is over their limit of a message's size is swallowed */
    Intake(Session session, Incoming incoming, SmtpOptions options) {
        this.session = session;
        this.incoming = incoming;
        this.limit = options.limits().message().size();
        this.inspection = new Inspection(options, false, incoming::write);
    }

    /** The index behind the end of the content in this piece, or {@link Unstuffer#MORE}. */
    int feed(Buffer piece) {
        return unstuffer.feed(piece, 0, this::take);
    }

    /** What is refused already is counted only. */
    private void take(Buffer piece) {
        if (inspection.objection() == null && !incoming.isTooLarge()) {
            inspection.accept(piece);
        } else {
            incoming.refuse();
            incoming.write(piece);
        }
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
        inspection.end();
        session.transaction().octets(incoming.size());
        Reply objection =
                inspection.objection() == null && incoming.isTooLarge() ? Replies.TOO_LARGE : inspection.objection();
        if (objection != null) {
            incoming.discard();
            return Future.succeededFuture(session.contentRefused(objection));
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
