package dev.postern.smtp.content;

import dev.postern.contract.Reply;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Replies;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One message on its way in: what of it is here is looked at and kept, and in the end it is a whole, or refused. */
public final class IncomingMessage {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingMessage.class);

    private final String connection;
    private final MessageWriter incoming;
    private final long swallowed;
    private final ContentChecker inspection;
    private boolean over;

    /**
     * What has become of the message; exactly one is not null.
     *
     * @param message all of it
     * @param refusal why there is none
     */
    public record End(StoredMessage message, Reply refusal) {}

    /**
     * A message that begins.
     *
     * @param connection the id of the connection that it comes on, for the log
     * @param options what is over their limit of a message's size is swallowed
     * @param binary whether it was announced as BINARYMIME
     */
    public IncomingMessage(String connection, MessageWriter incoming, SmtpOptions options, boolean binary) {
        this.connection = connection;
        this.incoming = incoming;
        this.swallowed = options.limits().message().swallowed();
        this.inspection = new ContentChecker(options, binary, incoming::write);
    }

    /** What will be refused in any case is only counted. */
    public void write(Buffer piece) {
        if (objection() == null) {
            inspection.accept(piece);
        } else {
            incoming.refuse();
            incoming.write(piece);
        }
    }

    /** What the message is to be refused with, or null as long as it is good. */
    public Reply objection() {
        Reply objection = inspection.objection();
        return objection == null && incoming.isTooLarge() ? Replies.TOO_LARGE : objection;
    }

    /** Octets so far. */
    public long size() {
        return incoming.size();
    }

    /** Whether there is so much too much that swallowing it makes no sense. */
    public boolean isHopeless() {
        return incoming.size() > swallowed;
    }

    /** Whether the disk is behind. */
    public boolean isFull() {
        return incoming.isFull();
    }

    /** Leaves nothing behind, unless the message has been handed over. */
    public void discard() {
        if (!over) {
            over = true;
            incoming.discard();
        }
    }

    /** The message is complete. Never fails: one that could not be kept is refused. */
    public Future<End> end() {
        inspection.end();
        Reply objection = objection();
        if (objection != null) {
            discard();
            return Future.succeededFuture(new End(null, objection));
        }
        over = true;
        return incoming.end().map(stored -> new End(stored, null)).otherwise(this::lost);
    }

    private End lost(Throwable cause) {
        if (!incoming.isWithoutRoom()) {
            LOG.error("[{}] the message could not be kept: {}", connection, cause.toString());
        }
        return new End(null, Replies.STORAGE);
    }
}
