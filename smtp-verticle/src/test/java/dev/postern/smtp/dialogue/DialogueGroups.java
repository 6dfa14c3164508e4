package dev.postern.smtp.dialogue;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Client;
import dev.postern.contract.Connect;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.Message;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Tls;
import dev.postern.contract.plugin.ContentReader;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.Plugins;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;

/** The plugins behind the servers of dialogue files. */
final class DialogueGroups {
    private DialogueGroups() {}

    /** @param delivered takes what the inboxes take */
    static void deploy(Vertx vertx, Queue<String> delivered) throws Exception {
        Set<String> all = Set.of("8BITMIME", "SMTPUTF8", "BINARYMIME", "DSN", "REQUIRETLS");
        Map<String, Supplier<Plugin>> groups = Map.of(
                "recipients", Recipients::new,
                "users", Users::new,
                "sasl", EchoMechanism::new,
                "exchange", ExampleExchanges::new,
                "closed", RejectAll::new,
                "quota", Quota::new,
                "witness", ClientEcho::new,
                "inbox", () -> new Inbox(all, delivered),
                "bare-inbox", () -> new Inbox(Set.of(), delivered));
        for (Map.Entry<String, Supplier<Plugin>> group : groups.entrySet()) {
            TestServer.await(Plugins.deploy(vertx, GroupOptions.eventLoop(group.getKey()), group.getValue()));
        }
    }

    private static final class RejectAll extends Plugin {
        @Override
        protected Future<Decision> onConnect(Connect event) {
            return reject(554, "5.7.1", "nobody is served here");
        }
    }

    /** Names the client in the greeting; rejects 192.0.2.66. */
    private static final class ClientEcho extends Plugin {
        @Override
        protected Future<Decision> onConnect(Connect event) {
            Client client = event.client();
            if (client.remote() != null && client.remote().address().equals("192.0.2.66")) {
                return reject(554, "5.7.1", "you are not served here");
            }
            String text = "sees " + (client.remote() == null ? "nobody" : client.remote())
                    + (client.name() == null ? "" : ", " + client.name())
                    + (client.user() == null ? "" : ", user " + client.user());
            return Future.succeededFuture(
                    Decision.accept().withReply(text + " at " + client.peer().local()));
        }
    }

    private static final class Quota extends Plugin {
        @Override
        protected Future<Decision> onMessage(Message event) {
            boolean full = event.recipient().address().local().equals("full");
            return full ? reject(552, "5.2.2", "the mailbox is full") : pass();
        }
    }

    private static final class Recipients extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return Future.succeededFuture(ExampleRecipients.decide(event));
        }
    }

    /** Knows joe, whose password is secret. */
    private static final class Users extends Plugin {
        @Override
        protected Future<Decision> onAuthenticate(Authenticate event) {
            boolean joe = event.credentials().user().equals("joe")
                    && event.credentials().password().equals("secret");
            return joe ? accept() : pass();
        }

        @Override
        protected Set<String> mechanisms() {
            return Set.of("PLAIN", "LOGIN");
        }
    }

    /** Challenges with {@code who?}, and accepts the response {@code joe}. */
    private static final class EchoMechanism extends Plugin {
        @Override
        protected Future<Decision> onAuthenticate(Authenticate event) {
            if (event.response() == null) {
                return Future.succeededFuture(Decision.challenge(Buffer.buffer("who?")));
            }
            boolean joe = event.response().toString().equals("joe");
            return joe ? Future.succeededFuture(Decision.accept().withAuthenticated("joe")) : pass();
        }

        @Override
        protected Set<String> mechanisms() {
            return Set.of("X-ECHO", "X-BIND-PLUS", "EXTERNAL");
        }
    }

    /**
     * Has the server's side of the example exchanges of the RFCs, and accepts verified certificates with EXTERNAL. It refuses all
     * else.
     */
    private static final class ExampleExchanges extends Plugin {
        private static final String NONCE = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        private static final String TOKEN = "n,a=user@example.com,\1host=server.example.com\1port=587\1auth=Bearer ";

        /** Challenges by the response that comes before them. */
        private static final Map<String, String> CHALLENGES = Map.of(
                "SCRAM-SHA-256 n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
                NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "SCRAM-SHA-256 c=biws," + NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsj95G4A=",
                "OAUTHBEARER " + TOKEN + "expired\1\1",
                "{\"status\":\"invalid_token\",\"scope\":\"example_scope\"}");

        private static final Map<String, String> USERS = Map.of(
                "SCRAM-SHA-256 ",
                "user",
                "OAUTHBEARER " + TOKEN + "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1",
                "user@example.com");

        @Override
        protected Future<Decision> onAuthenticate(Authenticate event) {
            if (event.response() == null) {
                return Future.succeededFuture(Decision.challenge(Buffer.buffer()));
            }
            String said = event.mechanism() + " " + event.response();
            String challenge = CHALLENGES.get(said);
            if (challenge != null) {
                return Future.succeededFuture(Decision.challenge(Buffer.buffer(challenge)));
            }
            String user = event.mechanism().equals("EXTERNAL") ? certified(event) : USERS.get(said);
            return user == null
                    ? pass()
                    : Future.succeededFuture(Decision.accept().withAuthenticated(user));
        }

        /** The name in the certificate, if the client does not ask for another one. */
        private static String certified(Authenticate event) {
            Tls.Certificate shown = event.client().tls().certificate();
            String name = shown.names().get(0);
            boolean same = event.response().length() == 0
                    || event.response().toString().equals(name);
            return shown.verified() && same ? name : null;
        }

        @Override
        protected Set<String> mechanisms() {
            return Set.of("SCRAM-SHA-256", "OAUTHBEARER", "EXTERNAL");
        }
    }

    private static final class Inbox extends Plugin {
        private final Set<String> extensions;
        private final Queue<String> delivered;

        Inbox(Set<String> extensions, Queue<String> delivered) {
            this.extensions = extensions;
            this.delivered = delivered;
        }

        @Override
        protected Future<Decision> onDeliver(Deliver event) {
            return ContentReader.of(vertx, event).all(1_000_000).compose(content -> {
                delivered.add(content.toString(StandardCharsets.UTF_8));
                return delivered(event);
            });
        }

        @Override
        protected Set<String> extensions() {
            return extensions;
        }
    }
}
