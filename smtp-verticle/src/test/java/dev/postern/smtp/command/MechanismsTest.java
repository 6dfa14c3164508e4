package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Decision;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.smtp.dialogue.Dialogue;
import dev.postern.smtp.dialogue.Scripts;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mechanisms that need something of TLS are offered, and taken, only where it is there. */
class MechanismsTest {
    private static final Buffer END_POINT = Buffer.buffer("hash");
    private static final Tls.Certificate SHOWN = new Tls.Certificate("CN=a", List.of(), "00", false);

    private final Dialogue dialogue = Dialogue.behind("users").authInClear();

    private void expect(String offered, Tls tls, String... refused) {
        dialogue.groups.on("users", Stage.AUTHENTICATE, Decision.accept());
        dialogue.groups.mechanisms("users", "EXTERNAL", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS");
        dialogue.play(Scripts.BANNER);
        if (tls != null) {
            dialogue.ask("EHLO client.example.com");
            dialogue.ask("STARTTLS");
            dialogue.handshake(tls);
        }
        List<String> lines = dialogue.ask("EHLO client.example.com");
        assertEquals(
                List.of(offered),
                lines.stream()
                        .filter(line -> line.contains("AUTH"))
                        .map(line -> line.substring(4))
                        .toList());
        for (String mechanism : refused) {
            dialogue.play("C: AUTH " + mechanism + " =\nS: 504 5.5.4...");
        }
        assertEquals(List.of(), dialogue.groups.asked(Stage.AUTHENTICATE));
        dialogue.cut().assertClosed();
    }

    @Test
    void inClearThereIsNothingToBindOrToShow() {
        expect("AUTH PLAIN SCRAM-SHA-256", null, "EXTERNAL", "SCRAM-SHA-256-PLUS", "scram-sha-256-plus");
    }

    @Test
    void aBindingNeedsAnEndPoint() {
        expect(
                "AUTH PLAIN SCRAM-SHA-256",
                new Tls("TLSv1.3", "any", null, null, null),
                "EXTERNAL",
                "SCRAM-SHA-256-PLUS");
    }

    @Test
    void withAnEndPointThereIsOne() {
        expect(
                "AUTH PLAIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS",
                new Tls("TLSv1.3", "any", null, null, END_POINT),
                "EXTERNAL");
    }

    @Test
    void externalNeedsACertificate() {
        expect("AUTH EXTERNAL PLAIN SCRAM-SHA-256", new Tls("TLSv1.3", "any", null, SHOWN, null), "SCRAM-SHA-256-PLUS");
    }
}
