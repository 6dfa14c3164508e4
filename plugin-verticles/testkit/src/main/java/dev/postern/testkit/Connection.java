package dev.postern.testkit;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.ConnectionInfo;
import dev.postern.contract.Content;
import dev.postern.contract.ContentReference;
import dev.postern.contract.Deliver;
import dev.postern.contract.Effect;
import dev.postern.contract.Event;
import dev.postern.contract.EventHeader;
import dev.postern.contract.Message;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.wire.CommandReply;
import dev.postern.contract.wire.CommandRequest;
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
    private final Buffer sent = Buffer.buffer();
    private ConnectionData state = ConnectionData.NONE;
    private EventHeader latest;
    private Effect.Authenticated said;
    private Reply farewell;

    /** @param commands the address that answers for this connection */
    Connection(String commands) {
        this.commands = commands;
    }

    /** The event as a server sends it to the group; its content can be pulled from now until {@link #settle}. */
    synchronized Event prepare(Event event) {
        EventHeader given = event.common();
        EventHeader.Id occasion = complete(given.occasion());
        EventHeader.Ask turn = new EventHeader.Ask(given.turn().attempt(), budget(event), commands, key, state());
        EventHeader common =
                identified(new EventHeader(occasion, given.client(), given.sender(), given.recipients(), turn));
        latest = common;
        if (event instanceof Content content) {
            return new Content(common, offer(event, content.content()));
        }
        if (event instanceof Message message) {
            return new Message(common, message.recipient(), offer(event, message.content()));
        }
        if (event instanceof Deliver deliver) {
            return new Deliver(common, offer(event, deliver.content()), deliver.apart());
        }
        return event.with(common);
    }

    /** Fills in what the test left open: the next number, and the time. */
    private EventHeader.Id complete(EventHeader.Id given) {
        return new EventHeader.Id(
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

    synchronized ConnectionData state() {
        return state;
    }

    /** Against the revision that the ask carried; a stale effect is dropped. */
    synchronized void apply(Effect.Data effect, long revision) {
        if (state.revision() == revision) {
            state = new ConnectionData(effect.data(), revision + 1);
        }
    }

    /** What commands have done until now. */
    synchronized ClientTranscript transcript() {
        return new ClientTranscript(sent.copy(), farewell, latest == null ? null : latest.client(), state);
    }

    /**
     * Answers a command.
     *
     * @throws io.vertx.core.eventbus.ReplyException with the code of a {@link CommandFailure}
     */
    synchronized JsonObject execute(CommandRequest request) {
        if (!key.equals(request.key())) {
            throw CommandFailure.FORBIDDEN.because("not the key of connection " + request.connection());
        }
        return switch (request.kind()) {
            case INFO -> info().toJson();
            case SEND -> send(request.octets());
            case AUTHENTICATED -> CommandReply.user(latest.client().user());
            case SET_AUTHENTICATED -> authenticate(request.user());
            case SECURE -> CommandReply.tls(latest.client().tls());
            case DATA -> CommandReply.data(state);
            case SET_DATA -> setData(request.data(), request.revision());
            case CONTENT -> piece(request.piece());
            case DISCONNECT -> disconnect(request.reply());
        };
    }

    private ConnectionInfo info() {
        EventHeader.Id occasion = latest.occasion();
        return new ConnectionInfo(
                occasion.connection(),
                occasion.transaction(),
                occasion.sequence(),
                latest.client(),
                latest.sender(),
                latest.recipients());
    }

    private JsonObject send(Buffer octets) {
        requireClient();
        sent.appendBuffer(octets);
        return CommandReply.written(octets.length());
    }

    private JsonObject authenticate(String user) {
        said = new Effect.Authenticated(user);
        latest = identified(latest);
        return CommandReply.done();
    }

    /** As a server would have it in all events that follow: the word of a command counts from its arrival on. */
    private EventHeader identified(EventHeader given) {
        return said == null
                ? given
                : new EventHeader(
                        given.occasion(),
                        given.client().withUser(said.user()),
                        given.sender(),
                        given.recipients(),
                        given.turn());
    }

    private JsonObject setData(JsonObject data, long revision) {
        if (state.revision() != revision) {
            throw CommandFailure.STALE.because(
                    "revision " + revision + " was to be replaced, but the data is at " + state.revision());
        }
        state = new ConnectionData(data, revision + 1);
        return CommandReply.revision(state);
    }

    private JsonObject disconnect(Reply reply) {
        requireClient();
        farewell = reply;
        return CommandReply.done();
    }

    private void requireClient() {
        if (farewell != null) {
            throw CommandFailure.UNKNOWN_CONNECTION.because("the connection is closing: " + farewell);
        }
    }

    private JsonObject piece(CommandRequest.Piece piece) {
        Buffer octets = contents.get(piece.transaction());
        if (octets == null) {
            throw CommandFailure.GONE.because("no content of transaction " + piece.transaction());
        }
        int from = (int) Math.min(piece.offset(), octets.length());
        int to = Math.min(from + piece.length(), octets.length());
        return CommandReply.octets(octets.slice(from, to));
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
