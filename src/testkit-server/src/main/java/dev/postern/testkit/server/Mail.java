package dev.postern.testkit.server;

import dev.postern.contract.Deliver;
import dev.postern.contract.Recipient;
import dev.postern.contract.Sender;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A message that the server had delivered.
 *
 * @param transaction the transaction's id
 * @param sender the reverse-path and its parameters
 * @param recipients those who were to get it
 * @param content the octets, {@code Received} on top
 */
public record Mail(String transaction, Sender sender, List<Recipient> recipients, Buffer content) {
    public Mail {
        recipients = List.copyOf(recipients);
    }

    static Mail of(Deliver event, Buffer content) {
        return new Mail(event.transaction(), event.sender(), event.recipients(), content);
    }

    /** The addresses of the recipients. */
    public List<String> to() {
        return recipients.stream()
                .map(recipient -> recipient.address().toString())
                .toList();
    }

    /** The content as UTF-8. */
    public String text() {
        return content.toString();
    }
}
