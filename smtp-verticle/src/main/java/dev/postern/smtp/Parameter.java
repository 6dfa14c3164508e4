package dev.postern.smtp;

import dev.postern.contract.Reply;
import java.util.List;
import java.util.function.Predicate;

/**
 * A parameter that an extension adds to MAIL or RCPT (RFC 5321 4.1.1.11).
 *
 * @param offered whether the client was offered the extension; else 555
 * @param valid whether a value, empty where the client gave none, is one of its values; else 501
 * @param syntax what was expected
 */
record Parameter(Predicate<Offer> offered, Predicate<String> valid, String syntax) {
    /** One that takes no value. */
    static Parameter flag(String keyword, Predicate<Offer> offered) {
        return new Parameter(offered, String::isEmpty, keyword + " without a value");
    }

    /** One that takes one of these, in any case. */
    static Parameter choice(String keyword, Predicate<Offer> offered, String... values) {
        String syntax = keyword + "=" + String.join("|", values);
        return new Parameter(offered, value -> List.of(values).contains(Ascii.upper(value)), syntax);
    }

    /** What is wrong with it, or null. */
    Reply objection(Offer offer, String value) {
        if (!offered.test(offer)) {
            return Replies.PARAMETER;
        }
        return valid.test(value) ? null : Replies.missing(syntax);
    }
}
