package dev.postern.smtp.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Client;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.Decision;
import dev.postern.contract.Effect;
import dev.postern.contract.EventHeader;
import dev.postern.smtp.time.VirtualClock;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ConnectionStateTest {
    private static final JsonObject DATA = new JsonObject().put("seen", true);
    private static final Client CLIENT =
            new Client(new Client.Peer(null, null, null, "test", false), Client.Greeting.NONE, null, null);

    @Test
    void anOccasionHasItsNumberAndTheTimeAtWhichItBegan() {
        VirtualClock clock = new VirtualClock();
        ConnectionState connection = new ConnectionState("n-0-1", "commands", CLIENT, clock::wall);
        long begun = clock.wall();

        assertEquals(
                new EventHeader.Id("n-0-1", null, 1, 0, begun),
                connection.occasion().occasion());
        clock.advance(250);
        assertEquals(
                new EventHeader.Id("n-0-1", null, 2, 0, begun + 250),
                connection.occasion().occasion());
    }

    @Test
    void anEffectReplacesTheDataThatItWasDecidedOf() {
        ConnectionState connection = new ConnectionState("n-0-1", "commands", CLIENT, () -> 0);
        assertEquals(ConnectionData.NONE, connection.turn("a", 1).data());
        connection.keep("a", Decision.pass().withData(DATA), 0);
        assertEquals(new ConnectionData(DATA, 1), connection.turn("a", 1).data());
        assertEquals(ConnectionData.NONE, connection.turn("b", 1).data());
        assertEquals(0, connection.stale());
    }

    @Test
    void anEffectThatWasDecidedOfOlderDataIsDroppedAndCounted() {
        ConnectionState connection = new ConnectionState("n-0-1", "commands", CLIENT, () -> 0);
        connection.turn("a", 1);
        connection.setData("a", DATA, 0);
        connection.keep("a", Decision.pass().withData(new JsonObject()), 0);
        assertEquals(new ConnectionData(DATA, 1), connection.data("a"));
        assertEquals(1, connection.stale());
    }

    @Test
    void whatIsDecidedForAClientThatWasDisconnectedIsDroppedAndCounted() {
        ConnectionState connection = new ConnectionState("n-0-1", "commands", CLIENT, () -> 0);
        connection.turn("a", 1);
        connection.abandon();
        connection.keep("a", Decision.pass().withData(DATA), 0);
        assertEquals(ConnectionData.NONE, connection.data("a"));
        assertEquals(1, connection.stale());
    }

    @Test
    void theLastWordIsThatOfTheOpenOccasion() {
        ConnectionState connection = new ConnectionState("n-0-1", "commands", CLIENT, () -> 0);
        connection.authenticated("anna");
        assertEquals(new Effect.Authenticated("anna"), connection.userSetByCommand());
        connection.occasion();
        assertNull(connection.userSetByCommand());
        connection.authenticated(null);
        connection.skipOccasion();
        assertNull(connection.userSetByCommand());
        assertNull(connection.client().user());
    }
}
