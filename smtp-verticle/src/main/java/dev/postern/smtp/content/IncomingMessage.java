package dev.postern.smtp.content;

import dev.postern.contract.Reply;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Replies;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One message while it arrives: its octets are checked and kept, and in the end it is complete or refused. */
public final class IncomingMessage {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingMessage.class);

    private final String connection;
    private final MessageWriter writer;
    private final long swallowed;
    private final ContentChecker checker;
    private boolean handedOver;

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
    public IncomingMessage(String connection, MessageWriter writer, SmtpOptions options, boolean binary) {
        this.connection = connection;
        this.writer = writer;
        this.swallowed = options.limits().message().swallowed();
        this.checker = new ContentChecker(options, binary, writer::write);
    }

    /** Octets of a message that will be refused in any case are only counted. */
    public void write(Buffer piece) {
        if (objection() == null) {
            checker.accept(piece);
        } else {
            writer.refuse();
            writer.write(piece);
        }
    }

    /** What the message is to be refused with, or null as long as it is good. */
    public Reply objection() {
        Reply objection = checker.objection();
        return objection == null && writer.isTooLarge() ? Replies.TOO_LARGE : objection;
    }

    /** Octets so far. */
    public long size() {
        return writer.size();
    }

    /** Whether there is so much too much that swallowing it makes no sense. */
    public boolean isHopeless() {
        return writer.size() > swallowed;
    }

    /** Whether the disk is behind. */
    public boolean isFull() {
        return writer.isFull();
    }

    /** Deletes what was kept, unless the message has been handed over. */
    public void discard() {
        if (!handedOver) {
            handedOver = true;
            writer.discard();
        }
    }

    /** The message is complete. Never fails: one that could not be kept is refused. */
    public Future<End> end() {
        checker.end();
        Reply objection = objection();
        if (objection != null) {
            discard();
            return Future.succeededFuture(new End(null, objection));
        }
        handedOver = true;
        return writer.end().map(stored -> new End(stored, null)).otherwise(this::lost);
    }

    private End lost(Throwable cause) {
        if (!writer.isWithoutRoom()) {
            LOG.error("[{}] the message could not be kept: {}", connection, cause.toString());
        }
        return new End(null, Replies.STORAGE);
    }
}
