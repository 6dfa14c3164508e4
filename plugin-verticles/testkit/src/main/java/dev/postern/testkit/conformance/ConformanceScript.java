package dev.postern.testkit.conformance;

import dev.postern.contract.Client;
import dev.postern.contract.Event;
import dev.postern.contract.Recipient;
import dev.postern.contract.Sender;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.contract.wire.Declaration;
import dev.postern.testkit.EventScene;
import dev.postern.testkit.Mailbox;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What happens on three connections, at the stages that a plugin declares: one like any other, with two messages; one that
 * leaves out all that a client may leave out; and one that has all that a client may have.
 */
final class ConformanceScript {
    private static final int BIG = 200_000;

    private final Declaration declared;
    private final Duration budget;
    private final List<Event> events = new ArrayList<>();

    private ConformanceScript(Declaration declared, Duration budget) {
        this.declared = declared;
        this.budget = budget;
    }

    static List<Event> of(Declaration declared, Duration budget) {
        ConformanceScript script = new ConformanceScript(declared, budget);
        script.plain();
        script.bare();
        script.rich();
        return script.events;
    }

    private void plain() {
        EventScene scene = EventScene.standard().withBudget(budget);
        arrive(scene);
        EventScene first = scene.withRecipients("alice@example.org", "bob@example.org");
        send(first, Buffer.buffer("Subject: first\r\n\r\nhello\r\n"));
        EventScene second = scene.withTransaction(2).withRecipients("alice@example.org");
        send(second, Buffer.buffer("Subject: second\r\n\r\nhello again\r\n"));
        leave(second.withTransaction(3), "rset");
    }

    private void bare() {
        EventScene scene = EventScene.standard()
                .withBudget(budget)
                .withConnection("testkitabc-0-2")
                .withSender("");
        arrive(scene);
        EventScene greeted = scene.withClient(scene.client().withGreeting(new Client.Greeting("[192.0.2.1]", false)));
        send(greeted.withRecipients("Postmaster"), Buffer.buffer());
        leave(greeted.withTransaction(2).withRecipients(), "lost");
    }

    private void rich() {
        EventScene scene = EventScene.standard()
                .withBudget(budget)
                .withConnection("testkitabc-0-3")
                .withRemote("2001:db8::1")
                .withTls(new Tls(
                        "TLSv1.3",
                        "TLS_AES_256_GCM_SHA384",
                        "mx.example.org",
                        new Tls.Certificate(
                                "CN=client.example.com", List.of("client.example.com"), "00".repeat(32), true),
                        Buffer.buffer("01".repeat(16))))
                .withSender(new Sender(
                        Mailbox.parse("jürgen@пример.example"),
                        Map.of("SIZE", "200000", "BODY", "8BITMIME", "SMTPUTF8", "", "X-FUTURE", "yes")));
        arrive(scene);
        byte[] octets = new byte[BIG];
        Arrays.fill(octets, (byte) 0xe4);
        EventScene known = scene.withUser("jürgen").withRecipients("\"a b\"@example.org", "用户@bücher.example");
        send(known, Buffer.buffer(octets));
        leave(known.withTransaction(2), "starttls");
    }

    private void arrive(EventScene scene) {
        EventScene unnamed = scene.withName(null);
        add(unnamed.connect());
        if (scene.client().tls() != null) {
            add(unnamed.secure());
        }
        add(unnamed.helo("client.example.com"));
        for (String mechanism : declared.mechanisms().stream().sorted().toList()) {
            boolean plain = mechanism.equals("PLAIN") || mechanism.equals("LOGIN");
            add(plain ? scene.authenticate("user", "password") : scene.authenticate(mechanism));
        }
        declared.verbs().stream().sorted().forEach(verb -> {
            add(scene.verb(verb, null));
            add(scene.verb(verb, "argument"));
        });
    }

    private void send(EventScene scene, Buffer content) {
        add(scene.withRecipients().mailFrom());
        List<String> addresses = scene.recipients().stream()
                .map(Recipient::address)
                .map(Object::toString)
                .toList();
        for (int i = 0; i < addresses.size(); i++) {
            EventScene before = scene.withRecipients(addresses.subList(0, i).toArray(String[]::new));
            add(before.rcptTo(addresses.get(i)));
        }
        add(scene.data());
        add(scene.content(content));
        addresses.forEach(address -> add(scene.message(address, content)));
        add(scene.deliver(content));
    }

    private void leave(EventScene scene, String reason) {
        add(scene.mailFrom());
        add(scene.reset(reason));
        add(scene.close("quit"));
    }

    private void add(Event event) {
        Stage stage = event.stage();
        if (declared.stages().contains(stage) || stage == Stage.CLOSE) {
            events.add(event);
        }
    }
}
