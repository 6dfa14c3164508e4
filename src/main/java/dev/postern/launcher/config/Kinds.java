package dev.postern.launcher.config;

import dev.postern.contract.Network;
import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Scalar;
import java.util.Locale;

/** Kinds of values that several sections have. */
final class Kinds {
    static final Scalar<String> NAME = Kind.name();
    static final Scalar<String> DOMAIN = Kind.pattern("a domain name", "[^\\s@,;:/\"']{1,255}");
    /** Digits and dots alone are an IPv4 address, or a slip in one. */
    static final Scalar<String> HOST = Kind.pattern(
            "a host name or an IP address",
            "((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}|(?![\\d.]+$)[^\\s/@,]{1,255}");

    static final Scalar<Network> NETWORK = Kind.network();
    static final Scalar<Integer> PORT = Kind.number(0, 65535);
    static final Scalar<Integer> COUNT = Kind.number(1, Integer.MAX_VALUE);
    static final Scalar<Integer> COUNT_OR_NONE = Kind.number(0, Integer.MAX_VALUE);

    private Kinds() {}

    /** One of the words of an enum, in lower case. */
    static <E extends Enum<E>> Scalar<E> oneOf(Class<E> type, String... words) {
        return Kind.oneOf(words).as(word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
    }
}
