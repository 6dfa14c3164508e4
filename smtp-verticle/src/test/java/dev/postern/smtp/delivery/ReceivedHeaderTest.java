package dev.postern.smtp.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Address;
import dev.postern.contract.Client;
import dev.postern.contract.Recipient;
import dev.postern.contract.Sender;
import dev.postern.contract.Tls;
import dev.postern.smtp.session.ReplyMode;
import dev.postern.smtp.session.Transaction;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The trace field. */
class ReceivedHeaderTest {
    private static final Tls TLS = new Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384", null, null, null);

    private static Client client(String address, boolean esmtp, Tls tls, String user) {
        Client.Peer peer = new Client.Peer(
                new Client.Endpoint(address, 4711), new Client.Endpoint("192.0.2.2", 25), null, "test", false);
        return new Client(peer, new Client.Greeting("client.example.com", esmtp), tls, user);
    }

    private static Transaction transaction(boolean international, String... recipients) {
        Map<String, String> parameters = international ? Map.of("SMTPUTF8", "") : Map.of();
        Transaction transaction =
                new Transaction("node-0-1-1", new Sender(new Address("a", "example.com"), parameters), ReplyMode.ONE);
        for (String local : recipients) {
            transaction.add(new Recipient(new Address(local, "example.org"), Map.of()));
        }
        return transaction;
    }

    private static String field(Client client, Transaction transaction) {
        return ReceivedHeader.field(client, transaction, "mx.example.net", 1_700_000_000_000L)
                .toString();
    }

    private static String protocol(boolean esmtp, Tls tls, String user, boolean international) {
        String field = field(client("192.0.2.1", esmtp, tls, user), transaction(international, "b"));
        return field.replaceAll("(?s).* with (\\w+)\r\n.*", "$1");
    }

    @Test
    void namesTheClientTheServerTheIdAndTheRecipient() {
        String field = field(client("192.0.2.1", true, TLS, null), transaction(false, "b"));
        String[] lines = field.split("\r\n");
        assertEquals("Received: from client.example.com ([192.0.2.1])", lines[0]);
        assertEquals("\tby mx.example.net (Postern) with ESMTPS", lines[1]);
        assertEquals("\tid node-0-1-1", lines[2]);
        assertEquals("\tfor <b@example.org>", lines[3]);
        assertEquals("\t(TLSv1.3 TLS_AES_256_GCM_SHA384);", lines[4]);
        assertTrue(lines[5].matches("\t(Tue|Wed), 1[45] Nov 2023 \\d\\d:\\d\\d:20 [+-]\\d{4}"), lines[5]);
        assertEquals(6, lines.length);
        assertTrue(field.endsWith("\r\n"));
    }

    @Test
    void saysTheProtocolInTheWordsOfTheRegistry() {
        assertEquals("SMTP", protocol(false, null, null, false));
        assertEquals("SMTP", protocol(false, TLS, null, false));
        assertEquals("ESMTP", protocol(true, null, null, false));
        assertEquals("ESMTPA", protocol(true, null, "joe", false));
        assertEquals("ESMTPS", protocol(true, TLS, null, false));
        assertEquals("ESMTPSA", protocol(true, TLS, "joe", false));
        assertEquals("UTF8SMTP", protocol(true, null, null, true));
        assertEquals("UTF8SMTPSA", protocol(true, TLS, "joe", true));
    }

    @Test
    void givesNoRecipientAwayToAnother() {
        assertFalse(field(client("192.0.2.1", true, null, null), transaction(false, "b", "c"))
                .contains(" for "));
        Transaction hidden = transaction(false, "b");
        hidden.discard(new Recipient(new Address("c", "example.org"), Map.of()), "spam");
        assertFalse(field(client("192.0.2.1", true, null, null), hidden).contains("\tfor "));
        assertFalse(field(client("192.0.2.1", true, null, null), transaction(false, "b", "c"))
                .contains("\tfor "));
    }

    @Test
    void writesIpv6AsALiteralWithoutItsZone() {
        assertTrue(field(client("2001:db8::1", true, null, null), transaction(false, "b"))
                .contains(" ([IPv6:2001:db8::1])\r\n"));
        assertTrue(field(client("fe80::1%eth0", true, null, null), transaction(false, "b"))
                .contains(" ([IPv6:fe80::1])\r\n"));
    }

    @Test
    void isNotBrokenByWhatAClientMaySay() {
        String[] locals = {"a b", "x>\ty", "(", ")", "\"", "\\", ";", "a".repeat(64), "<b@example.org>; forged"};
        for (String local : locals) {
            String field = field(client("192.0.2.1", true, null, null), transaction(false, local));
            String[] lines = field.split("\r\n", -1);
            assertEquals(6, lines.length, field);
            assertTrue(lines[0].startsWith("Received: "));
            for (int i = 1; i < 5; i++) {
                assertEquals('\t', lines[i].charAt(0));
                assertTrue(lines[i].length() < 998);
            }
            assertTrue(lines[3].startsWith("\tfor <"), field);
        }
    }
}
