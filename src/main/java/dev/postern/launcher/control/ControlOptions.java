package dev.postern.launcher.control;

import dev.postern.smtp.options.TlsOptions;

/**
 * Where the control interface is.
 *
 * @param folder of the unix socket; null: there is none
 * @param tcp null: it is not there by TCP
 * @param limits of each of the two
 */
public record ControlOptions(ControlFolder folder, Tcp tcp, Limits limits) {
    /**
     * By TCP.
     *
     * @param port 0 takes a free one
     * @param token what callers have to show
     * @param tls the certificates; null: in clear
     */
    public record Tcp(String host, int port, BearerToken token, TlsOptions tls) {}

    /**
     * What callers may use.
     *
     * @param connections open at once
     * @param requests in work at once
     * @param body octets
     * @param idle milliseconds from the start of a connection, or from the last reply, to a complete request
     */
    public record Limits(int connections, int requests, int body, long idle) {
        public static final Limits DEFAULT = new Limits(16, 8, 65_536, 30_000);
    }
}
