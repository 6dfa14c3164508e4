package dev.postern.maildir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.DeliveryResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks into the folder of all mailboxes, as a mail program or a person would. */
record Mails(Path path) {
    /** All files of all mailboxes, those in {@code tmp} too. */
    List<Path> all() {
        return files(path);
    }

    List<Path> in(String folder) {
        return files(path.resolve(folder));
    }

    /** The one file that is in {@code new} of a mailbox. */
    Path only(String mailbox) {
        List<Path> files = in(mailbox);
        assertEquals(1, files.size(), files::toString);
        assertEquals("new", files.get(0).getParent().getFileName().toString());
        return files.get(0);
    }

    byte[] octets(String mailbox) throws IOException {
        return Files.readAllBytes(only(mailbox));
    }

    String text(String mailbox) throws IOException {
        return Files.readString(only(mailbox));
    }

    static List<DeliveryResult> results(Decision decision) {
        return ((Decision.Delivered) decision).results();
    }

    static List<DeliveryResult.Outcome> outcomes(Decision decision) {
        return results(decision).stream().map(DeliveryResult::outcome).toList();
    }

    private static List<Path> files(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
