package dev.postern.smtp;

import dev.postern.contract.Reply;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A parameter that an extension adds to MAIL or RCPT (RFC 5321 4.1.1.11).
 *
 * @param keyword in upper case
 * @param offered whether the client was offered the extension; else 555
 * @param valid whether a value, empty where the client gave none, is one of its values; else 501
 * @param syntax what was expected
 */
record Parameter(String keyword, Predicate<Offer> offered, Predicate<String> valid, String syntax) {
    /** One that takes no value. */
    static Parameter flag(String keyword, Predicate<Offer> offered) {
        return new Parameter(keyword, offered, String::isEmpty, keyword + " without a value");
    }

    /** One that takes one of these, in any case. */
    static Parameter choice(String keyword, Predicate<Offer> offered, String... values) {
        String syntax = keyword + "=" + String.join("|", values);
        return new Parameter(keyword, offered, value -> List.of(values).contains(Ascii.upper(value)), syntax);
    }

    /** All of a command, by keyword. */
    static Map<String, Parameter> table(Parameter... all) {
        return Stream.of(all).collect(Collectors.toMap(Parameter::keyword, Function.identity()));
    }

    /** What is wrong with it, or null. */
    Reply objection(Offer offer, String value) {
        if (!offered.test(offer)) {
            return Replies.PARAMETER;
        }
        return valid.test(value) ? null : Replies.missing(syntax);
    }
}
