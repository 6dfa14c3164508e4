package dev.postern.testkit;

import dev.postern.contract.Address;
import dev.postern.contract.Authenticate;
import dev.postern.contract.Client;
import dev.postern.contract.Close;
import dev.postern.contract.Connect;
import dev.postern.contract.Content;
import dev.postern.contract.ContentReference;
import dev.postern.contract.Data;
import dev.postern.contract.Deliver;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Helo;
import dev.postern.contract.MailFrom;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reset;
import dev.postern.contract.Secure;
import dev.postern.contract.Sender;
import dev.postern.contract.Tls;
import dev.postern.contract.Verb;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What is the case on a connection when something happens there. Immutable; {@code with...} gives another scene, the methods
 * named after the stages make events in this one.
 *
 * @param client what is known of the client
 * @param sender of the transaction, for the events within one
 * @param recipients those accepted so far
 * @param connection the connection's id; a tester keeps {@code data} for each
 * @param transaction counts the connection's transactions from 1
 * @param context which occasion it is, and how long there is to answer
 */
public record EventScene(
        Client client,
        Sender sender,
        List<Recipient> recipients,
        String connection,
        int transaction,
        AskContext context) {
    private static final EventScene STANDARD = new EventScene(
            new Client(
                    new Client.Peer(
                            new Client.Endpoint("192.0.2.1", 4711),
                            new Client.Endpoint("192.0.2.25", 25),
                            null,
                            "test",
                            false),
                    new Client.Greeting("client.example.com", true),
                    null,
                    null),
            new Sender(Mailbox.parse("sender@example.com"), Map.of()),
            List.of(),
            "testkitabc-0-1",
            1,
            AskContext.NEXT);

    public EventScene {
        recipients = List.copyOf(recipients);
    }

    /** A client at 192.0.2.1:4711, in clear text, that is nobody in particular and sends as sender@example.com. */
    public static EventScene standard() {
        return STANDARD;
    }

    /** The client has this IP address. */
    public EventScene withRemote(String address) {
        Client.Peer peer = client.peer();
        Client.Endpoint remote = new Client.Endpoint(address, peer.remote().port());
        return withClient(new Client(
                new Client.Peer(remote, peer.local(), peer.proxy(), peer.listener(), peer.early()),
                client.greeting(),
                client.tls(),
                client.user()));
    }

    /** The client said EHLO with this name, or nothing yet if it is null. */
    public EventScene withName(String name) {
        return withClient(client.withGreeting(name == null ? Client.Greeting.NONE : new Client.Greeting(name, true)));
    }

    public EventScene withTls(Tls tls) {
        return withClient(new Client(client.peer(), client.greeting(), tls, client.user()));
    }

    /** The client has authenticated as this user. */
    public EventScene withUser(String user) {
        return withClient(client.withUser(user));
    }

    public EventScene withClient(Client other) {
        return new EventScene(other, sender, recipients, connection, transaction, context);
    }

    /** The sender of the transaction, without parameters; empty is the null reverse-path. */
    public EventScene withSender(String address) {
        return withSender(new Sender(Mailbox.parse(address), Map.of()));
    }

    public EventScene withSender(Sender other) {
        return new EventScene(client, other, recipients, connection, transaction, context);
    }

    /** These recipients are accepted already. */
    public EventScene withRecipients(String... addresses) {
        List<Recipient> others =
                Arrays.stream(addresses).map(EventScene::recipient).toList();
        return new EventScene(client, sender, others, connection, transaction, context);
    }

    /** On another connection. */
    public EventScene withConnection(String id) {
        return new EventScene(client, sender, recipients, id, transaction, context);
    }

    /** In the connection's transaction of this number. */
    public EventScene withTransaction(int n) {
        return new EventScene(client, sender, recipients, connection, n, context);
    }

    public EventScene withContext(AskContext other) {
        return new EventScene(client, sender, recipients, connection, transaction, other);
    }

    /** The occasion began then by the server's clock. */
    public EventScene withTime(Instant time) {
        return withContext(context.at(time));
    }

    /** The plugin has this long to answer. */
    public EventScene withBudget(Duration budget) {
        return withContext(context.within(budget));
    }

    /** The occasion is asked for the {@code round + 1}st time, after as many {@code retry}s. */
    public EventScene withRound(int round) {
        return withContext(context.inRound(round));
    }

    /** The same question had no answer so many times. */
    public EventScene withAttempt(int attempt) {
        return withContext(context.afterFailures(attempt));
    }

    public Connect connect() {
        return new Connect(outside());
    }

    public Secure secure() {
        return new Secure(outside());
    }

    public Helo helo(String name) {
        return new Helo(outside(), "EHLO", name);
    }

    public Authenticate authenticate(String user, String password) {
        return new Authenticate(outside(), "PLAIN", new Authenticate.Credentials(null, user, password), null);
    }

    /** The start of an exchange of a mechanism other than PLAIN and LOGIN, without an initial response. */
    public Authenticate authenticate(String mechanism) {
        return new Authenticate(outside(), mechanism, null, null);
    }

    /** One step of an exchange of a mechanism other than PLAIN and LOGIN. */
    public Authenticate authenticate(String mechanism, Buffer response) {
        return new Authenticate(outside(), mechanism, null, response);
    }

    public MailFrom mailFrom() {
        return new MailFrom(within());
    }

    public RcptTo rcptTo(String address) {
        return new RcptTo(within(), recipient(address));
    }

    public Data data() {
        return new Data(within());
    }

    /** A tester takes care of the size: what an event cannot carry is pulled. */
    public Content content(Buffer octets) {
        return new Content(within(), reference(octets));
    }

    /** As {@link #content}. */
    public Message message(String recipient, Buffer octets) {
        return new Message(within(), recipient(recipient), reference(octets));
    }

    /** As {@link #content}; the octets are all that the inbox gets, {@code Received} included. */
    public Deliver deliver(Buffer octets) {
        return new Deliver(within(), reference(octets), false);
    }

    public Verb verb(String verb, String argument) {
        return new Verb(outside(), verb, argument);
    }

    public Reset reset(String reason) {
        return new Reset(within(), reason);
    }

    public Close close(String reason) {
        return new Close(outside(), reason, new Close.Counters(0, 0, 0, 0, 0, 0));
    }

    private EventHeader outside() {
        return new EventHeader(context.occasion(connection, null), client, null, List.of(), context.turn());
    }

    private EventHeader within() {
        EventHeader.Id occasion = context.occasion(connection, connection + "-" + transaction);
        return new EventHeader(occasion, client, sender, recipients, context.turn());
    }

    private static Recipient recipient(String text) {
        Address address = Mailbox.parse(text);
        return new Recipient(address, Map.of());
    }

    private static ContentReference reference(Buffer octets) {
        return new ContentReference(octets.length(), null, octets.copy(), null);
    }
}
