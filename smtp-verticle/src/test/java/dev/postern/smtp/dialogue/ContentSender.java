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

/** What the client of a dialogue sends where no command is expected: lines up to a dot, or the octets of a chunk. */
abstract class ContentSender {
    /** One more line; what follows from it, or null while the end has not come. */
    abstract Future<PendingReply> take(String line);

    /** Whether the end is here without one more octet. */
    boolean isComplete() {
        return false;
    }

    /**
     * Lines as they are typed; or the octets of the chunk that the session awaits: a line of escapes as in Java, without the
     * line's own end. Null where a command is expected.
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
        private final ChunkReader intake;

        Octets(CommandDispatcher session, ChunkReader intake) {
            this.session = session;
            this.intake = intake;
        }

        @Override
        Future<PendingReply> take(String line) {
            Buffer octets = Packets.octets(line.translateEscapes());
            int end = intake.feed(octets);
            assertTrue(end == BodyReader.MORE || end == octets.length(), () -> "more than the chunk: " + line);
            return end == BodyReader.MORE ? null : session.chunkEnd();
        }

        @Override
        boolean isComplete() {
            return intake.isComplete();
        }
    }
}
