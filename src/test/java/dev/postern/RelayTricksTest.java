package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.plugin.GroupOptions;
import dev.postern.recipients.Recipients;
import dev.postern.recipients.RecipientsOptions;
import dev.postern.smtp.options.ChainLink;
import dev.postern.testkit.server.Postern;
import dev.postern.testkit.server.PosternExtension;
import dev.postern.testkit.server.SmtpClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling of an address makes the server take mail for a domain that is not its own. */
class RelayTricksTest {
    private static final ChainLink ADMITS =
            new ChainLink("recipients", 0, Set.of(), 0, Map.of(), new ChainLink.Role(false, true), Set.of());

    /** Everybody of ours.example, and two people at strict.example. */
    @RegisterExtension
    static final PosternExtension POSTERN = PosternExtension.with(
                    GroupOptions.eventLoop("recipients"),
                    Recipients.sharing(new RecipientsOptions(
                            List.of("ours.example", "strict.example", "b\u00fccher.example", "[192.0.2.7]"),
                            List.of("@ours.example", "ann@strict.example", "@b\u00fccher.example", "@[192.0.2.7]"))),
                    ADMITS)
            .admittingNobodyElse();

    private SmtpClient client;

    @BeforeEach
    void greet(SmtpClient connected) {
        client = connected;
        client.expect("220");
        client.ask("EHLO client.example");
    }

    private String rcpt(String path) {
        client.ask("RSET");
        client.ask("MAIL FROM:<a@client.example> SMTPUTF8");
        return client.ask("RCPT TO:" + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<victim@other.example>",
                "<ann%strict.example@other.example>",
                "<@ours.example:victim@other.example>",
                "<@ours.example,@strict.example:victim@other.example>",
                "<\"victim@other.example\"@other.example>",
                "<\"x@ours.example\"@other.example>",
                "<victim@OURS.EXAMPLE.other.example>",
                "<victim@ours.example.other.example>",
                "<victim@notours.example>",
                "<victim@sub.ours.example>",
                "<victim@example>",
                "<victim@[127.0.0.1]>",
                "<victim@[192.0.2.8]>",
                "<victim@[IPv6:::1]>",
                "<victim@localhost>",
                "<victim@\u043eurs.example>",
                "<victim@o\u200durs.example.other.example>",
                "<victim@xn--urs-xlc.example>",
                "<victim@bucher.example>"
            })
    void aForeignDomainIsForeignHoweverItIsWritten(String path) {
        assertTrue(rcpt(path).startsWith("550 5.7.1"), () -> path + ": " + rcpt(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<victim@ours.example.>",
                "<victim@.ours.example>",
                "<victim@ours..example>",
                "<victim@other.example@ours.example>",
                "<victim@ours.example@other.example>",
                "<other.example!victim>",
                "<victim>",
                "<\"victim\"@>",
                "<@ours.example>",
                "<@ours.example:>",
                "<@ours.example;victim@other.example>",
                "victim@other.example",
                "<victim@other.example",
                "<victim@other.example>, <ann@strict.example>",
                "<victim@[192.0.2.7>",
                "<victim@192.0.2.7]>",
                "<victim@ours.example\u3002other.example>",
                "<victim@ours.example other.example>",
                "<victim@ours.example:25>"
            })
    void whatIsNoAddressIsRefused(String path) {
        assertTrue(rcpt(path).matches("(?s)5(01|50|53|55) .*"), () -> path + ": " + rcpt(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<victim%other.example@strict.example>",
                "<other.example!victim@strict.example>",
                "<@other.example:nobody@strict.example>",
                "<\"victim@other.example\"@strict.example>",
                "<\"ann@strict.example,victim\"@strict.example>",
                "<\"ann@strict.example\"@strict.example>",
                "<victim=other.example@strict.example>",
                "<\"victim@other.example>\"@strict.example>",
                "<|victim@strict.example>"
            })
    void aLocalPartIsNoRoute(String path) {
        assertTrue(rcpt(path).startsWith("550 5.1.1"), () -> path + ": " + rcpt(path));
    }

    /** Where everybody of a domain exists, all that is before the last at-sign is who it is for. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "<victim%other.example@ours.example>, victim%other.example@ours.example",
                "<other.example!victim@ours.example>, other.example!victim@ours.example",
                "'<\"victim@other.example\"@ours.example>', '\"victim@other.example\"@ours.example'",
                "<@other.example:joe@ours.example>, joe@ours.example",
                "<joe@OURS.Example>, joe@OURS.Example",
                "<joe@[192.0.2.7]>, joe@[192.0.2.7]",
                "<joe@xn--bcher-kva.example>, joe@xn--bcher-kva.example"
            })
    void itIsTakenForWhomItSays(String path, String recipient, Postern postern) {
        int before = postern.mails().size();
        String reply = rcpt(path);
        assertTrue(reply.startsWith("250"), reply);
        client.ask("DATA");
        client.send("Subject: x\r\n\r\nx\r\n.\r\n");
        client.expect("250");
        assertEquals(before + 1, postern.mails().size());
        assertEquals(List.of(recipient), postern.mails().get(before).to());
    }

    @Test
    void aSenderOfOursOpensNothing() {
        client.ask("MAIL FROM:<ann@strict.example>");
        assertTrue(client.ask("RCPT TO:<victim@other.example>").startsWith("550 5.7.1"));
        client.ask("RSET");
        client.ask("MAIL FROM:<>");
        assertTrue(client.ask("RCPT TO:<victim@other.example>").startsWith("550 5.7.1"));
    }
}
