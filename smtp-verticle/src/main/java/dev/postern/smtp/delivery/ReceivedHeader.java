package dev.postern.smtp.delivery;

import dev.postern.contract.Client;
import dev.postern.smtp.session.ReplyMode;
import dev.postern.smtp.session.Transaction;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The trace field that the server puts before each message (RFC 5321 4.4, RFC 3848, RFC 6531 4.3). */
final class ReceivedHeader {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private ReceivedHeader() {}

    static Buffer field(Client client, Transaction transaction, String hostname, long wall) {
        StringBuilder field = new StringBuilder("Received: from ")
                .append(client.name())
                .append(" (")
                .append(literal(client.remote()))
                .append(")\r\n\tby ")
                .append(hostname)
                .append(" (Postern) with ")
                .append(protocol(client, transaction))
                .append("\r\n\tid ")
                .append(transaction.id());
        if (transaction.accepted() == 1 && transaction.recipients().size() == 1) {
            field.append("\r\n\tfor <")
                    .append(transaction.recipients().get(0).original())
                    .append('>');
        }
        if (client.tls() != null) {
            field.append("\r\n\t(")
                    .append(client.tls().version())
                    .append(' ')
                    .append(client.tls().cipher())
                    .append(')');
        }
        return Buffer.buffer(
                field.append(";\r\n\t").append(date(wall)).append("\r\n").toString());
    }

    private static String protocol(Client client, Transaction transaction) {
        if (!client.greeting().esmtp()) {
            return "SMTP";
        }
        boolean lmtp = transaction.answering() == ReplyMode.EACH;
        String suffix = (client.tls() == null ? "" : "S") + (client.user() == null ? "" : "A");
        if (transaction.isInternational()) {
            return (lmtp ? "UTF8LMTP" : "UTF8SMTP") + suffix;
        }
        return (lmtp ? "LMTP" : "ESMTP") + suffix;
    }

    /** An address literal (RFC 5321 4.1.3); the zone of a link-local address means nothing elsewhere. */
    private static String literal(Client.Endpoint client) {
        if (client == null) {
            return "unknown";
        }
        String address = client.address();
        int zone = address.indexOf('%');
        String bare = zone < 0 ? address : address.substring(0, zone);
        return bare.indexOf(':') < 0 ? "[" + bare + "]" : "[IPv6:" + bare + "]";
    }

    private static String date(long wall) {
        return DATE.format(Instant.ofEpochMilli(wall).atZone(ZoneId.systemDefault()));
    }
}
