package dev.postern.smtp.protocol;

import dev.postern.contract.Client;
import dev.postern.contract.Reply;
import dev.postern.smtp.options.SmtpOptions;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The attributes of one XCLIENT command (Postfix's XCLIENT_README), in which a trusted client names the client that it speaks for.
 * What is not given stays as it is, but for the HELO name and the user, which are forgotten.
 */
public final class XclientAttributes {
    /** The attributes as the reply to EHLO lists them. */
    public static final String ATTRIBUTES =
            Arrays.stream(Attribute.values()).map(Enum::name).collect(Collectors.joining(" "));

    private static final String IPV6 = "IPV6:";
    private static final int LIMIT = 255;
    private static final String LMTP = "LMTP";
    private static final Set<String> PROTOCOLS = Set.of("SMTP", "ESMTP", LMTP);

    /** The values that were given; that of [UNAVAILABLE] and [TEMPUNAVAIL] is empty. */
    private final Map<Attribute, String> values = new EnumMap<>(Attribute.class);

    private enum Attribute {
        /** The host's name by DNS: its syntax is checked, and it is not used. */
        NAME,
        ADDR,
        PORT,
        PROTO,
        HELO,
        LOGIN,
        DESTADDR,
        DESTPORT;

        /** Whether this attribute can have the value, which is not empty. */
        boolean allows(String value) {
            return switch (this) {
                case NAME -> DomainName.isHost(value);
                case ADDR, DESTADDR -> address(value) != null;
                case PORT, DESTPORT -> value.matches("\\d{1,5}") && Integer.parseInt(value) <= 0xffff;
                case PROTO -> PROTOCOLS.contains(Ascii.upper(value));
                case HELO, LOGIN -> value.length() <= LIMIT && value.chars().noneMatch(Character::isISOControl);
            };
        }
    }

    private XclientAttributes() {}

    /**
     * Reads the attributes.
     *
     * @param protocol of the listener; {@code PROTO=LMTP} is allowed on LMTP listeners only
     * @throws SyntaxException 501, if there is no attribute, an unknown one, or one with a malformed value
     */
    public static XclientAttributes parse(String argument, SmtpOptions.Protocol protocol) throws SyntaxException {
        XclientAttributes attributes = new XclientAttributes();
        if (argument == null) {
            throw new SyntaxException(Replies.missing("XCLIENT attribute=value ..."));
        }
        for (String word : argument.trim().split(" +")) {
            attributes.put(word);
        }
        if (attributes.speaks(LMTP) && protocol != SmtpOptions.Protocol.LMTP) {
            throw badValue(Attribute.PROTO);
        }
        return attributes;
    }

    /**
     * The client that is named, as plugins see it from here on.
     *
     * @param self the client that is connected and has sent XCLIENT
     */
    public Client apply(Client client, Client.Peer self) {
        Client.Peer peer = new Client.Peer(
                endpoint(client.remote(), Attribute.ADDR, Attribute.PORT),
                endpoint(client.peer().local(), Attribute.DESTADDR, Attribute.DESTPORT),
                self.proxy() == null ? self.remote() : self.proxy(),
                self.listener(),
                false);
        String helo = known(Attribute.HELO);
        boolean extended = speaks("ESMTP") || speaks(LMTP);
        Client.Greeting greeting = helo == null ? Client.Greeting.NONE : new Client.Greeting(helo, extended);
        return new Client(peer, greeting, client.tls(), known(Attribute.LOGIN));
    }

    private void put(String word) throws SyntaxException {
        int equals = word.indexOf('=');
        Attribute attribute = equals < 0 ? null : attribute(word.substring(0, equals));
        String value = attribute == null ? null : decode(word.substring(equals + 1));
        if (attribute == null) {
            throw new SyntaxException(new Reply(501, "5.5.4", "Bad XCLIENT attribute"));
        }
        if (value == null || !value.isEmpty() && !attribute.allows(value)) {
            throw badValue(attribute);
        }
        values.put(attribute, value);
    }

    private boolean speaks(String protocol) {
        return protocol.equals(Ascii.upper(values.getOrDefault(Attribute.PROTO, "")));
    }

    private static SyntaxException badValue(Attribute attribute) {
        return new SyntaxException(new Reply(501, "5.5.4", "Bad value of " + attribute));
    }

    /** The value; null if it was not given, or is not known. */
    private String known(Attribute attribute) {
        String value = values.getOrDefault(attribute, "");
        return value.isEmpty() ? null : value;
    }

    private Client.Endpoint endpoint(Client.Endpoint before, Attribute address, Attribute port) {
        String given = values.get(address);
        if (given == null && (before == null || !values.containsKey(port))) {
            return before;
        }
        String host = given == null ? before.address() : address(given);
        return host == null ? null : new Client.Endpoint(host, known(port) == null ? 0 : Integer.parseInt(known(port)));
    }

    /** {@code 192.0.2.7} or {@code IPV6:2001:db8::7}; null for anything else. */
    private static String address(String text) {
        boolean tagged = Ascii.startsWith(text, 0, IPV6);
        String bare = tagged ? text.substring(IPV6.length()) : text;
        boolean known = tagged ? IpAddresses.isIpv6(bare) : IpAddresses.isIpv4(bare);
        return known ? IpAddresses.canonical(bare) : null;
    }

    private static Attribute attribute(String name) {
        return Arrays.stream(Attribute.values())
                .filter(known -> known.name().equals(Ascii.upper(name)))
                .findFirst()
                .orElse(null);
    }

    /** Decodes xtext of UTF-8; empty for a value that is not known, null if the text is malformed or empty. */
    private static String decode(String text) {
        String upper = Ascii.upper(text);
        boolean unknown = upper.equals("[UNAVAILABLE]") || upper.equals("[TEMPUNAVAIL]");
        return unknown ? "" : text.isEmpty() ? null : Xtext.decodeUtf8(text);
    }
}
