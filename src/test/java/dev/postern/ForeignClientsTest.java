package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.ForeignClient.Errand;
import dev.postern.ForeignClient.Tls;
import dev.postern.Mails.Envelope;
import dev.postern.launcher.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What curl, swaks, msmtp and Python's smtplib send lies in the mailbox, octet by octet. Those not installed are skipped. */
@Timeout(300)
class ForeignClientsTest {
    private static final int TWENTY_MEGABYTES = 20_000_000;
    private static final long PATIENCE = 180;

    @TempDir
    static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(folder);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @MethodSource("everyClientInEveryMode")
    void aDifficultMessageArrives(ForeignClient client, Tls tls) throws Exception {
        send(client, tls, "difficult", Mails.difficult());
    }

    @ParameterizedTest
    @EnumSource(
            value = ForeignClient.class,
            names = {"CURL", "MSMTP", "PYTHON3"})
    void twentyMegabytesArriveOverStartTls(ForeignClient client) throws Exception {
        send(client, Tls.STARTTLS, "big", Mails.big(TWENTY_MEGABYTES));
    }

    static Stream<Arguments> everyClientInEveryMode() {
        return Stream.of(ForeignClient.values())
                .flatMap(client -> Stream.of(Tls.values()).map(tls -> Arguments.of(client, tls)));
    }

    private static void send(ForeignClient client, Tls tls, String kind, byte[] content) throws Exception {
        assumeTrue(client.isInstalled(), () -> "skipped: " + client.program() + " is not installed");
        String name = kind + "-" + client.program() + "-" + tls.name().toLowerCase(Locale.ROOT);
        Path file = Files.write(folder.resolve(name + ".eml"), client.file(content));
        run(client.command(new Errand(tls, port(tls), name + "@localhost", file)), file);
        Envelope envelope = new Envelope(ForeignClient.SENDER, name + "@localhost");
        Mails.assertHolds(folder.resolve("mail"), envelope, content);
    }

    private static int port(Tls tls) {
        return switch (tls) {
            case NONE -> node.clearPort();
            case STARTTLS -> node.startTlsPort();
            case IMPLICIT -> node.implicitTlsPort();
        };
    }

    private static void run(List<String> command, Path input) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "client-", ".log");
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended, () -> command + " does not end");
        assertEquals(0, process.exitValue(), () -> command + ": " + text(output));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
