package dev.postern.smtp.options;

import dev.postern.contract.Network;
import java.util.List;

/**
 * The limits of {@code smtp.limits}. Where a limit may be left out, 0 is none.
 *
 * @param message what one message may be
 * @param connection what one connection may do
 * @param overall what all clients together may use
 */
public record Limits(PerMessage message, PerConnection connection, Overall overall) {
    /** Those of the default configuration. */
    public static final Limits DEFAULT = new Limits(
            new PerMessage(52_428_800, 1_000, 262_144, 1_048_576, 100, 100),
            new PerConnection(2_048, 100, 1_000_000, 100_000, 5, 262_144),
            new Overall(
                    10_000,
                    new Overall.Shares(100, 1_000, 1_000),
                    List.of(Network.of("127.0.0.0/8"), Network.of("::1/128")),
                    10_737_418_240L));

    /**
     * What one message may be.
     *
     * @param size octets (RFC 1870); beyond it 552
     * @param recipients of one transaction, at least 100 (RFC 5321 4.5.3.1.8); beyond it 452
     * @param header octets of the header section; beyond it 552
     * @param line octets of a line with its CR LF, unless it is BINARYMIME; beyond it 552
     * @param hops {@code ReceivedHeader} fields (RFC 5321 6.3); beyond it 554
     * @param leastRate octets a second that a client has to send on average, after its first minute; below it 421
     */
    public record PerMessage(long size, int recipients, long header, int line, int hops, int leastRate) {
        /** A message that is too large is read up to so many octets, so that the client gets 552; beyond it 421 and close. */
        public long swallowed() {
            return 2 * size;
        }
    }

    /**
     * What one connection may do; beyond each of them 421, but for the command line.
     *
     * @param commandLine octets of a command line with its CR LF, at least 512 (RFC 5321 4.5.3.1.4); beyond it 500
     * @param errors refused commands
     * @param commands of any kind
     * @param transactions MAIL commands that got 250
     * @param logins failed AUTH commands
     * @param output octets of replies that the client has not read; beyond it nothing is read from the client
     */
    public record PerConnection(int commandLine, int errors, int commands, int transactions, int logins, int output) {}

    /**
     * What all clients of this JVM together may use.
     *
     * @param connections open at once; beyond it 421
     * @param shares the limits of one client
     * @param exempt networks whose clients have no such limits
     * @param spool octets of all messages that are not decided yet; beyond it 452 at MAIL, DATA and BDAT
     */
    public record Overall(int connections, Shares shares, List<Network> exempt, long spool) {
        public Overall {
            exempt = List.copyOf(exempt);
        }

        /**
         * The limits of connections of one client; beyond each of them 421, and 0 is no limit. The address of an IPv6 client
         * counts as its /64, its network is its /48; the network of an IPv4 client is its /24.
         *
         * @param address open at once from one address
         * @param network open at once from one network
         * @param minute new ones from one address within a minute
         */
        public record Shares(int address, int network, int minute) {}
    }

    /** The defaults, but for these. */
    public static Limits of(long size, int recipients, int commandLine, int errors, int connections) {
        PerMessage message = DEFAULT.message;
        PerConnection connection = DEFAULT.connection;
        Overall overall = DEFAULT.overall;
        return new Limits(
                new PerMessage(size, recipients, message.header, message.line, message.hops, message.leastRate),
                new PerConnection(
                        commandLine,
                        errors,
                        connection.commands,
                        connection.transactions,
                        connection.logins,
                        connection.output),
                new Overall(connections, overall.shares, overall.exempt, overall.spool));
    }

    public Limits with(PerMessage other) {
        return new Limits(other, connection, overall);
    }

    public Limits with(PerConnection other) {
        return new Limits(message, other, overall);
    }

    public Limits with(Overall other) {
        return new Limits(message, connection, other);
    }
}
