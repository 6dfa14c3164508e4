package dev.postern.smtp.dialogue;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.content.BodyReader;
import dev.postern.smtp.content.ChunkReader;
import dev.postern.smtp.content.IncomingMessage;
import dev.postern.smtp.content.MessageWriter;
import dev.postern.smtp.content.StoredMessage;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Transaction;
import dev.postern.smtp.testing.Packets;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Sends what the client of a dialogue has in place of a command: the lines of DATA up to a dot, or the octets of a BDAT chunk. */
abstract class ContentSender {
    /** Takes one more line; the reply at the end, null before it. */
    abstract Future<PendingReply> take(String line);

    /** Whether the content is complete without one more octet, as that of {@code BDAT 0}. */
    boolean isComplete() {
        return false;
    }

    /**
     * Content as lines, or the octets of a chunk as lines with escapes as in Java, without their line ends; null where a command is
     * expected.
     */
    static ContentSender of(PendingReply.Next next, CommandDispatcher session, SmtpOptions options) {
        return switch (next) {
            case CONTENT -> new Lines(session);
            case CHUNK ->
                new Octets(
                        session,
                        new ChunkReader(
                                session.chunkOctets(),
                                session.isChunkTaken() ? draft(session, options)::write : refused -> {}));
            default -> null;
        };
    }

    private static IncomingMessage draft(CommandDispatcher session, SmtpOptions options) {
        Transaction transaction = session.transaction();
        if (transaction.draft() == null) {
            MessageWriter incoming =
                    new MessageWriter(null, options.limits().message().size());
            transaction.draft(new IncomingMessage(session.id(), incoming, options, transaction.isBinary()));
        }
        return transaction.draft();
    }

    private static final class Lines extends ContentSender {
        private final CommandDispatcher session;
        private final StringBuilder content = new StringBuilder();

        Lines(CommandDispatcher session) {
            this.session = session;
        }

        @Override
        Future<PendingReply> take(String line) {
            if (!line.equals(".")) {
                content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
                return null;
            }
            Buffer octets = Buffer.buffer(content.toString());
            return session.content(new IncomingMessage.End(new StoredMessage(octets.length(), octets, null), null));
        }
    }

    private static final class Octets extends ContentSender {
        private final CommandDispatcher session;
        private final ChunkReader reader;

        Octets(CommandDispatcher session, ChunkReader reader) {
            this.session = session;
            this.reader = reader;
        }

        @Override
        Future<PendingReply> take(String line) {
            Buffer octets = Packets.octets(line.translateEscapes());
            int end = reader.feed(octets);
            assertTrue(end == BodyReader.MORE || end == octets.length(), () -> "more than the chunk: " + line);
            return end == BodyReader.MORE ? null : session.chunkEnd();
        }

        @Override
        boolean isComplete() {
            return reader.isComplete();
        }
    }
}
