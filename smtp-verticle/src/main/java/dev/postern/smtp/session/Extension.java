package dev.postern.smtp.session;

import dev.postern.contract.Tls;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.XclientAttributes;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** The extensions that EHLO may offer, in the order of its lines: each with its keyword, when it is there, and what its line says. */
public enum Extension {
    PIPELINING,
    SIZE(Extension::always, (here, tls) -> Long.toString(here.limits().message().size())),
    ENHANCEDSTATUSCODES,
    CHUNKING,
    /** LMTP has a reply for each recipient anyway. */
    PRDR((here, tls) -> here.listener().protocol() == SmtpOptions.Protocol.SMTP),
    /** RFC 9422: what the server will keep to. */
    LIMITS(Extension::always, (here, tls) -> here.limitsKept()),
    /** RFC 6152: a promise that the octets arrive as they are. */
    EIGHT_BIT("8BITMIME", (here, tls) -> here.honours("8BITMIME"), Extension::nothing),
    /** RFC 3030 3: a promise of the same for octets that are no lines. */
    BINARYMIME((here, tls) -> here.honours("8BITMIME") && here.honours("BINARYMIME")),
    /** RFC 6531; it implies 8BITMIME. */
    SMTPUTF8((here, tls) -> here.honours("8BITMIME") && here.honours("SMTPUTF8")),
    DSN((here, tls) -> here.honours("DSN")),
    /** RFC 8689: a promise that only a client behind TLS may ask for. */
    REQUIRETLS((here, tls) -> tls != null && here.honours("REQUIRETLS")),
    STARTTLS((here, tls) -> here.listener().tls() == SmtpOptions.TlsMode.STARTTLS && tls == null),
    AUTH(ListenerExtensions::authIsOffered, (here, tls) -> String.join(" ", here.mechanisms(tls))),
    /** Of no RFC: Postfix's XCLIENT_README; only clients that are trusted see it. */
    XCLIENT(Extension::always, (here, tls) -> XclientAttributes.ATTRIBUTES);

    private final String keyword;
    private final BiPredicate<ListenerExtensions, Tls> when;
    private final BiFunction<ListenerExtensions, Tls, String> arguments;

    Extension(
            String keyword,
            BiPredicate<ListenerExtensions, Tls> when,
            BiFunction<ListenerExtensions, Tls, String> arguments) {
        this.keyword = keyword == null ? name() : keyword;
        this.when = when;
        this.arguments = arguments;
    }

    Extension(BiPredicate<ListenerExtensions, Tls> when, BiFunction<ListenerExtensions, Tls, String> arguments) {
        this(null, when, arguments);
    }

    Extension(BiPredicate<ListenerExtensions, Tls> when) {
        this(when, Extension::nothing);
    }

    Extension() {
        this(Extension::always);
    }

    private static boolean always(ListenerExtensions listener, Tls tls) {
        return true;
    }

    private static String nothing(ListenerExtensions listener, Tls tls) {
        return "";
    }

    String keyword() {
        return keyword;
    }

    /** @param tls null in clear text, here as below */
    boolean isAt(ListenerExtensions listener, Tls tls) {
        return when.test(listener, tls);
    }

    /** Its line in the reply to EHLO. */
    String line(ListenerExtensions listener, Tls tls) {
        String behind = arguments.apply(listener, tls);
        return behind.isEmpty() ? keyword : keyword + " " + behind;
    }
}
