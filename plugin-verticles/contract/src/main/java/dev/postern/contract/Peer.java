package dev.postern.contract;

/**
 * The network side of a client.
 *
 * @param remote the client, as the PROXY header names it if there was one
 * @param local the address that the client connected to
 * @param proxy the proxy that handed the connection over, or null
 * @param listener the name of the listener in the configuration, {@code 0.0.0.0:25} where it has none
 * @param early whether the client spoke before the greeting (RFC 5321 4.3.1 forbids it)
 */
public record Peer(Endpoint remote, Endpoint local, Endpoint proxy, String listener, boolean early) {
    public Peer withEarly() {
        return new Peer(remote, local, proxy, listener, true);
    }
}
