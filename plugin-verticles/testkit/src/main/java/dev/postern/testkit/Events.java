package dev.postern.testkit;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Close;
import dev.postern.contract.Connect;
import dev.postern.contract.Content;
import dev.postern.contract.Data;
import dev.postern.contract.Deliver;
import dev.postern.contract.Helo;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reset;
import dev.postern.contract.Secure;
import dev.postern.contract.Verb;
import io.vertx.core.buffer.Buffer;

/** One event of each stage in the {@linkplain EventScene#standard() standard scene}; for others see {@link EventScene}. */
public final class Events {
    /** The recipient where a test names none. */
    public static final String RECIPIENT = "alice@example.org";

    private Events() {}

    public static Connect connect() {
        return EventScene.standard().connect();
    }

    public static Secure secure() {
        return EventScene.standard().secure();
    }

    /** EHLO with this name. */
    public static Helo helo(String name) {
        return EventScene.standard().helo(name);
    }

    /** AUTH PLAIN with these credentials. */
    public static Authenticate authenticate(String user, String password) {
        return EventScene.standard().authenticate(user, password);
    }

    /** MAIL; an empty address is the null reverse-path. */
    public static MailFrom mailFrom(String address) {
        return EventScene.standard().withSender(address).mailFrom();
    }

    /** RCPT; {@code Postmaster} may stand without a domain. */
    public static RcptTo rcptTo(String address) {
        return EventScene.standard().rcptTo(address);
    }

    public static Data data() {
        return toRecipient().data();
    }

    /** The whole message, to {@value #RECIPIENT}. */
    public static Content content(String octets) {
        return toRecipient().content(Buffer.buffer(octets));
    }

    /** The message as this recipient is to get it. */
    public static Message message(String recipient, String octets) {
        return EventScene.standard().withRecipients(recipient).message(recipient, Buffer.buffer(octets));
    }

    /** An inbox is to take the message; to {@value #RECIPIENT} if no recipient is named. */
    public static Deliver deliver(String octets, String... recipients) {
        return deliver(Buffer.buffer(octets), recipients);
    }

    /** An inbox is to take the message; to {@value #RECIPIENT} if no recipient is named. */
    public static Deliver deliver(Buffer octets, String... recipients) {
        EventScene scene =
                recipients.length == 0 ? toRecipient() : EventScene.standard().withRecipients(recipients);
        return scene.deliver(octets);
    }

    /** @param argument what followed the verb, or null */
    public static Verb verb(String verb, String argument) {
        return EventScene.standard().verb(verb, argument);
    }

    public static Reset reset(String reason) {
        return toRecipient().reset(reason);
    }

    public static Close close(String reason) {
        return EventScene.standard().close(reason);
    }

    private static EventScene toRecipient() {
        return EventScene.standard().withRecipients(RECIPIENT);
    }
}
