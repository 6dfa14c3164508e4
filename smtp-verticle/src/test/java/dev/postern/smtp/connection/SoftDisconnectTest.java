package dev.postern.smtp.connection;

import static dev.postern.smtp.testing.TestServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Reply;
import dev.postern.contract.plugin.ConnectionCommands;
import dev.postern.smtp.testing.CommandServer;
import org.junit.jupiter.api.Test;

/** With {@code soft-bounce} the last word of a group is not for good either: a client may take it for the answer it awaits. */
class SoftDisconnectTest extends CommandServer {
    @Override
    public boolean softens() {
        return true;
    }

    @Test
    void theReplyOfADisconnectIsNotForGood() throws Exception {
        ConnectionCommands commands = greeted();
        await(commands.disconnect(new Reply(554, "5.7.9", "go away")));
        assertEquals("454 4.7.9 go away", client.reply());
        client.expectClosed();
        assertEquals("disconnected", steered.close().reason());
    }
}
