package dev.postern.smtp.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.ContentReference;
import dev.postern.smtp.dialogue.SessionSetup;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Line;
import dev.postern.smtp.protocol.LineDecoder;
import dev.postern.smtp.testing.Fuzz;
import dev.postern.smtp.testing.Packets;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Lines, messages behind DATA and chunks in one stream, cut into packets anywhere: what is read is what was written, and the
 * reading goes on exactly behind it.
 */
class ReaderFuzzTest {
    private static final int LINE_LIMIT = 40;

    /** Something of a stream: as it is sent, and as it has to be read. */
    private record Item(String kind, String wire, String read) {}

    @Test
    void whatIsReadIsWhatWasWritten() {
        Fuzz.run(300, seed -> {
            Random random = new Random(seed);
            List<Item> items = new ArrayList<>();
            StringBuilder wire = new StringBuilder();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                Item item = item(random);
                items.add(item);
                wire.append(item.wire());
            }
            Reader reader = new Reader(items);
            int most = new int[] {1, 3, 20, 500, 60_000}[random.nextInt(5)];
            for (Buffer packet : Packets.cut(random, wire.toString(), most)) {
                reader.receive(packet);
            }
            assertEquals(items.size(), reader.read.size());
            for (int i = 0; i < items.size(); i++) {
                assertEquals(
                        items.get(i).read(),
                        reader.read.get(i),
                        "item " + i + ", " + items.get(i).kind());
            }
            assertEquals(0, reader.lines.pending());
        });
    }

    private static Item item(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> {
                String text =
                        Packets.text(random, "a b\r\n\n\u00e4", LINE_LIMIT + 5).replaceAll("\r+\n", "");
                yield new Item("line", text + "\r\n", String.valueOf(judge(text)));
            }
            case 1 -> {
                String content = lines(random);
                String stuffed = new String(
                        ContentTest.stuffed(content.getBytes(StandardCharsets.ISO_8859_1)),
                        StandardCharsets.ISO_8859_1);
                yield new Item("content", stuffed, content);
            }
            default -> {
                String octets = Packets.text(random, "\r\n.\0\u00ffQ", random.nextInt(8) == 0 ? 60_000 : 30);
                yield new Item("chunk " + octets.length(), octets, octets.length() > LIMIT ? null : octets);
            }
        };
    }

    /** What an Incoming without files can keep. */
    private static final int LIMIT = ContentReference.INLINE_LIMIT;

    private static final SmtpOptions OPTIONS = options();

    private static String lines(Random random) {
        StringBuilder content = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            content.append(Packets.text(random, ".a\r\n\0\u00ff", 12)).append("\r\n");
        }
        return content.toString();
    }

    private static SmtpOptions options() {
        SessionSetup settings = new SessionSetup();
        settings.limits = Limits.of(LIMIT, 100, 512, 20, 100);
        return settings.options();
    }

    private static Line judge(String text) {
        LineDecoder alone = new LineDecoder(LINE_LIMIT);
        alone.feed(Packets.octets(text + "\r\n"));
        return alone.next();
    }

    /** Reads as a wire does: what is expected next is known from what was read before. */
    private static final class Reader {
        private final LineDecoder lines = new LineDecoder(LINE_LIMIT);
        private final List<Item> items;
        private final List<String> read = new ArrayList<>();
        private MessageWriter incoming;
        private BodyReader intake;

        Reader(List<Item> items) {
            this.items = items;
            expect();
        }

        void receive(Buffer packet) {
            if (intake != null && lines.pending() == 0) {
                content(packet);
            } else {
                lines.feed(packet);
            }
            while (intake == null ? line() : rest()) {}
        }

        private boolean line() {
            Line line = lines.next();
            if (line != null) {
                read.add(line.toString());
                expect();
            }
            return line != null;
        }

        private boolean rest() {
            boolean any = lines.pending() > 0;
            if (any) {
                content(lines.take(intake.missing()));
            }
            return any;
        }

        private void content(Buffer piece) {
            int end = intake.feed(piece);
            if (end == BodyReader.MORE) {
                return;
            }
            if (end < piece.length()) {
                lines.feed(piece.slice(end, piece.length()));
            }
            done();
        }

        private void done() {
            read.add(
                    incoming.isTooLarge()
                            ? null
                            : Packets.text(
                                    incoming.end().result().reference(null).inline()));
            expect();
        }

        private void expect() {
            intake = null;
            if (read.size() == items.size()) {
                return;
            }
            Item item = items.get(read.size());
            if (item.kind().equals("line")) {
                return;
            }
            incoming = new MessageWriter(null, LIMIT);
            IncomingMessage draft = new IncomingMessage("node-0-1", incoming, OPTIONS, true);
            intake = item.kind().equals("content")
                    ? new DotReader(draft::write)
                    : new ChunkReader(item.wire().length(), draft::write);
            if (intake.isComplete()) {
                done();
            }
        }
    }
}
