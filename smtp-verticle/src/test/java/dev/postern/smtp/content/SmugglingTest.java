package dev.postern.smtp.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions.BareLineEnds;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What looks like the end of a message and is none never creates a second message: each variant, cut at each place, over real
 * sockets, against a model that counts replies and messages.
 */
class SmugglingTest {
    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";
    private static final String HIDDEN = "MAIL FROM:<evil@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";
    /** R is CR, N is LF, 0 is NUL. The first and the last ones are real ends. */
    private static final List<String> ENDS = List.of(
            "RN.RN",
            "N.N",
            "N.RN",
            "RN.N",
            "R.R",
            "R.RN",
            "RN.R",
            "N.R",
            "R.N",
            "NR.NR",
            "NR.RN",
            "RN.NR",
            "RRN.RRN",
            "NN.NN",
            "RRNN.RRNN",
            "RN.RRN",
            "RNR.RN",
            "RN.NRN",
            "N.NRN",
            "R.RRN",
            "RN0.RN",
            "RN.0RN",
            "RN.R0N",
            "RN.RN0",
            "R0N.RN",
            "0N.0N",
            "RN .RN",
            "RN. RN",
            "RN..RN",
            "RN...RN",
            "N..N",
            "RN.",
            "N.",
            "R.",
            ".RN",
            ".N",
            "RN.RNRN.RN");

    private static final Pattern BARE = Pattern.compile("\r(?!\n)|(?<!\r)\n");

    @TempDir
    Path folder;

    private TestServer server;
    private int messages;

    /** What a server that reads RFC 5321 as it is written would answer, and take. */
    private record Model(List<String> replies, List<String> taken) {}

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"REFUSE, false", "REFUSE, true", "REPAIR, false", "REPAIR, true"})
    void noEndThatIsNoneCreatesAMessage(BareLineEnds rule, boolean tls) throws Exception {
        start(rule);
        try (Telnet client = connect(tls)) {
            for (String end : ENDS) {
                for (int cut = 0; cut <= end.length(); cut++) {
                    play(client, rule, end, wire(end), cut);
                }
            }
            client.expect("QUIT", "221");
        }
        assertTrue(messages > ENDS.size(), messages + " messages were taken");
    }

    /** In a chunk nothing is an end, wherever the chunks meet; behind its last octet there are commands at once. */
    @ParameterizedTest
    @CsvSource({"REFUSE, false", "REFUSE, true", "REPAIR, false", "REPAIR, true"})
    void noChunkEndsWithinItself(BareLineEnds rule, boolean tls) throws Exception {
        start(rule);
        try (Telnet client = connect(tls)) {
            for (String end : ENDS) {
                for (int cut = 0; cut <= end.length(); cut++) {
                    chunks(client, rule, "Subject: x\r\n\r\nfirst", wire(end), cut, false);
                    chunks(client, rule, "Subject: x\r\n\r\nfirst", wire(end), cut, true);
                }
            }
            client.expect("QUIT", "221");
        }
        assertTrue(messages > ENDS.size(), messages + " messages were taken");
    }

    private void chunks(Telnet client, BareLineEnds rule, String start, String ending, int cut, boolean binary)
            throws Exception {
        String content = start + ending + HIDDEN + "Subject: evil\r\n.\r\n";
        String first = start + ending.substring(0, cut);
        String second = content.substring(first.length());
        client.send(ENVELOPE.replace("DATA\r\n", "")
                        .replace("e>\r\nRCPT", binary ? "e> BODY=BINARYMIME\r\nRCPT" : "e>\r\nRCPT"))
                .send("BDAT " + first.length() + "\r\n" + first)
                .send("BDAT " + second.length() + " LAST\r\n" + second + "RSET\r\n");
        boolean refused = rule == BareLineEnds.REFUSE && !binary;
        boolean early = refused && BARE.matcher(first.replaceFirst("\r\\z", "")).find();
        boolean late = refused && !early && BARE.matcher(content).find();
        client.expect("250").expect("250").expect(early ? "550" : "250").expect(early ? "503" : late ? "550" : "250");
        client.expect("250 2.0.0 Ok, forgotten").expect("NOOP", "250 2.0.0 Ok");
        String whole = binary ? content : BARE.matcher(content).replaceAll("\r\n");
        assertEquals(early || late ? List.of() : List.of(whole), taken(), () -> first + "|" + second);
    }

    private void start(BareLineEnds rule) throws Exception {
        server = new TestServer(folder)
                .unobserved()
                .instances(1)
                .bareLineEnds(rule)
                .limits(Limits.of(1_000_000, 1000, 2048, 1_000_000, 100))
                .start();
    }

    private Telnet connect(boolean tls) throws Exception {
        Telnet client = tls ? server.connectTls() : server.connect(TestServer.CLEAR);
        return client.expect("220").expect("EHLO a.example", "250");
    }

    private static String wire(String shown) {
        return shown.replace('R', '\r').replace('N', '\n').replace('0', '\0');
    }

    private void play(Telnet client, BareLineEnds rule, String shown, String ending, int cut) throws Exception {
        String stream = "Subject: x\r\n\r\nfirst" + ending + HIDDEN + "Subject: evil\r\n.\r\nRSET\r\n";
        Model model = model(stream, rule);
        client.send(ENVELOPE).expect("250").expect("250").expect("354");
        int at = stream.indexOf(HIDDEN) - ending.length() + cut;
        client.send(stream.substring(0, at)).send(stream.substring(at));
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < model.replies.size(); i++) {
            replies.add(client.reply().substring(0, 3));
        }
        assertEquals(model.replies, replies, () -> shown + " cut at " + cut);
        // A reply too many would be the one to this.
        client.expect("NOOP", "250 2.0.0 Ok");
        assertEquals(model.taken, taken(), () -> shown + " cut at " + cut);
    }

    private List<String> taken() {
        List<String> taken =
                server.delivered().stream().map(SmugglingTest::text).toList();
        messages += taken.size();
        server.delivered().clear();
        return taken;
    }

    /** Without what the server has put before it. */
    private static String text(Buffer message) {
        String all = message.toString(StandardCharsets.UTF_8);
        return all.substring(all.indexOf("Subject: "));
    }

    /** The first message, then commands line by line, and each message that they begin. */
    private static Model model(String stream, BareLineEnds rule) {
        List<String> replies = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        String rest = content(stream, rule, replies, taken);
        int stage = 0;
        while (!rest.isEmpty()) {
            String line = rest.substring(0, rest.indexOf("\r\n"));
            rest = rest.substring(line.length() + 2);
            int wanted = List.of("MAIL FROM:<evil@b.example>", "RCPT TO:<c@d.example>", "DATA")
                    .indexOf(line);
            if (wanted == 2 && stage == 2) {
                replies.add("354");
                rest = content(rest, rule, replies, taken);
                stage = 0;
            } else if (line.equals("RSET") || wanted >= 0 && wanted == stage) {
                replies.add("250");
                stage = line.equals("RSET") ? 0 : stage + 1;
            } else {
                replies.add(wanted >= 0 ? "503" : "500");
            }
        }
        return new Model(replies, taken);
    }

    private static String content(String stream, BareLineEnds rule, List<String> replies, List<String> taken) {
        StringBuilder content = new StringBuilder();
        int start = 0;
        for (int end = stream.indexOf("\r\n"); end >= 0; end = stream.indexOf("\r\n", start)) {
            String line = stream.substring(start, end);
            start = end + 2;
            if (line.equals(".")) {
                break;
            }
            content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        boolean refused = rule == BareLineEnds.REFUSE && BARE.matcher(content).find();
        replies.add(refused ? "550" : "250");
        if (!refused) {
            taken.add(BARE.matcher(content).replaceAll("\r\n"));
        }
        return stream.substring(start);
    }
}
