package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Client;
import dev.postern.contract.Greeting;
import dev.postern.contract.Occasion;
import dev.postern.contract.Peer;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private static final Client CLIENT =
            new Client(new Peer(null, null, null, "test", false), Greeting.NONE, null, null);

    @Test
    void anOccasionHasItsNumberAndTheTimeAtWhichItBegan() {
        VirtualClock clock = new VirtualClock();
        Connection connection = new Connection("n-0-1", "commands", CLIENT, clock::wall);
        long begun = clock.wall();

        assertEquals(
                new Occasion("n-0-1", null, 1, 0, begun),
                connection.occasion(null).occasion());
        clock.advance(250);
        assertEquals(
                new Occasion("n-0-1", null, 2, 0, begun + 250),
                connection.occasion(null).occasion());
    }
}
