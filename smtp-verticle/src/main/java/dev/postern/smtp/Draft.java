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
    private final long swallowed;
    private final Inspection inspection;
    private boolean over;

    /** @param options what is over their limit of a message's size is swallowed */
    Draft(Session session, Incoming incoming, SmtpOptions options) {
        this.session = session;
        this.incoming = incoming;
        this.swallowed = options.limits().message().swallowed();
        this.inspection = new Inspection(options, session.transaction().isBinary(), incoming::write);
    }

    /** What will be refused in any case is only counted. */
    void write(Buffer piece) {
        if (objection() == null) {
            inspection.accept(piece);
        } else {
            incoming.refuse();
            incoming.write(piece);
        }
    }

    /** What the message is to be refused with, or null as long as it is good. */
    private Reply objection() {
        Reply objection = inspection.objection();
        return objection == null && incoming.isTooLarge() ? Replies.TOO_LARGE : objection;
    }

    /** Octets so far. */
    long size() {
        return incoming.size();
    }

    /** Whether there is so much too much that swallowing it makes no sense. */
    boolean isHopeless() {
        return size() > swallowed;
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
        Reply objection = objection();
        return objection != null ? refuse(objection, false) : Future.succeededFuture(Step.say(reply));
    }

    /** The message is complete: the session judges it, if it could be kept. */
    Future<Step> end() {
        inspection.end();
        session.transaction().octets(incoming.size());
        Reply objection = objection();
        if (objection != null) {
            return refuse(objection, true);
        }
        over = true;
        return incoming.end().transform(stored -> {
            if (stored.failed()) {
                if (!incoming.isWithoutRoom()) {
                    LOG.error(
                            "[{}] the message could not be kept: {}",
                            session.id(),
                            stored.cause().toString());
                }
                return refuse(Replies.STORAGE, true);
            }
            return session.isLost() ? drop(stored.result()) : session.content(stored.result());
        });
    }

    private Future<Step> refuse(Reply reply, boolean complete) {
        session.transaction().octets(incoming.size());
        discard();
        return Future.succeededFuture(session.contentRefused(reply, complete));
    }

    private static Future<Step> drop(Stored stored) {
        stored.delete();
        return Future.succeededFuture(Step.NOTHING);
    }
}
