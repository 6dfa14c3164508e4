package dev.postern.testkit;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Common;
import dev.postern.contract.Content;
import dev.postern.contract.ContentReader;
import dev.postern.contract.ContentReference;
import dev.postern.contract.Deliver;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.Message;
import dev.postern.contract.Occasion;
import dev.postern.contract.Stage;
import dev.postern.contract.State;
import dev.postern.contract.Turn;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a server keeps for one group with one connection. Safe to use from any thread. */
final class Connection {
    private static final int KEY_OCTETS = 16;
    private static final long BUDGET = 5_000;
    private static final long CONTENT_BUDGET = 60_000;

    private final String key = randomKey();
    private final AtomicLong sequence = new AtomicLong();
    private final Map<String, Buffer> contents = new ConcurrentHashMap<>();
    private final String commands;
    private State state = State.NONE;

    /** @param commands the address that answers for this connection */
    Connection(String commands) {
        this.commands = commands;
    }

    /** The event as a server sends it to the group; its content can be pulled from now until {@link #settle}. */
    Event prepare(Event event) {
        Common given = event.common();
        Occasion occasion = complete(given.occasion());
        Turn turn = new Turn(given.turn().attempt(), budget(event), commands, key, state());
        Common common = new Common(occasion, given.client(), given.sender(), given.recipients(), turn);
        if (event instanceof Content content) {
            return new Content(common, offer(event, content.content()));
        }
        if (event instanceof Message message) {
            return new Message(common, message.recipient(), offer(event, message.content()));
        }
        if (event instanceof Deliver deliver) {
            return new Deliver(common, offer(event, deliver.content()));
        }
        return event.with(common);
    }

    /** What the test did not say: the next number, and now. */
    private Occasion complete(Occasion given) {
        return new Occasion(
                given.connection(),
                given.transaction(),
                given.sequence() == 0 ? sequence.incrementAndGet() : given.sequence(),
                given.round(),
                given.time() == 0 ? System.currentTimeMillis() : given.time());
    }

    /** The ask is over, and its content is gone. */
    void settle(Event event) {
        if (event.transaction() != null) {
            contents.remove(event.transaction());
        }
    }

    synchronized State state() {
        return state;
    }

    /** Against the revision that the ask carried; a stale effect is dropped. */
    synchronized void apply(Effect.Data effect, long revision) {
        if (state.revision() == revision) {
            state = new State(effect.data(), revision + 1);
        }
    }

    /**
     * Answers a command.
     *
     * @throws io.vertx.core.eventbus.ReplyException with the code of a {@link CommandFailure}
     */
    JsonObject execute(JsonObject request) {
        if (!key.equals(request.getString("key"))) {
            throw CommandFailure.FORBIDDEN.because("not the key of this connection");
        }
        if (!"content".equals(request.getString("command"))) {
            throw CommandFailure.MALFORMED.because(
                    "command '" + request.getString("command") + "', expected 'content'");
        }
        return piece(request.getJsonObject("arguments", new JsonObject()));
    }

    private JsonObject piece(JsonObject arguments) {
        Buffer octets = contents.get(arguments.getString("transaction", ""));
        if (octets == null) {
            throw CommandFailure.GONE.because("no content of transaction " + arguments.getString("transaction"));
        }
        String which = arguments.getString("which", "");
        long offset = arguments.getLong("offset", -1L);
        long length = arguments.getLong("length", -1L);
        boolean known = which.equals("original") || which.equals("current");
        if (!known || offset < 0 || length < 0 || length > ContentReader.PIECE_LIMIT) {
            throw CommandFailure.MALFORMED.because("no piece of content: " + arguments.encode());
        }
        int from = (int) Math.min(offset, octets.length());
        int to = (int) Math.min(offset + length, octets.length());
        return new JsonObject().put("octets", octets.slice(from, to));
    }

    private static long budget(Event event) {
        long given = event.common().turn().budget();
        boolean whole = event.stage() == Stage.CONTENT || event.stage() == Stage.DELIVER;
        return given > 0 ? given : whole ? CONTENT_BUDGET : BUDGET;
    }

    /** All octets can be pulled; the event has them too if they are few and the stage is not asked once per recipient. */
    private ContentReference offer(Event event, ContentReference content) {
        Buffer octets = Buffer.buffer();
        if (content.head() != null) {
            octets.appendBuffer(content.head());
        }
        octets.appendBuffer(content.inline());
        contents.put(event.transaction(), octets);
        boolean fits = octets.length() <= ContentReference.INLINE_LIMIT && event.stage() != Stage.MESSAGE;
        return new ContentReference(octets.length(), null, fits ? octets : null, null);
    }

    private static String randomKey() {
        byte[] bits = new byte[KEY_OCTETS];
        new SecureRandom().nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
