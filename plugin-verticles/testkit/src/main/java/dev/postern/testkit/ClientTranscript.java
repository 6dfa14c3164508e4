package dev.postern.testkit;

import dev.postern.contract.Client;
import dev.postern.contract.ConnectionData;
import dev.postern.contract.Reply;
import io.vertx.core.buffer.Buffer;

/**
 * What a plugin's commands have done to a connection until now.
 *
 * @param sent all octets sent to the client, in order; must not be changed
 * @param farewell the reply with which the plugin has disconnected the client, or null
 * @param client what is known of the client: as in the latest event, with the user that a command has named since
 * @param data what the group keeps with the connection
 */
public record ClientTranscript(Buffer sent, Reply farewell, Client client, ConnectionData data) {
    /** The authenticated user, or null. */
    public String user() {
        return client == null ? null : client.user();
    }
}
