package dev.postern.smtp;

import dev.postern.contract.Address;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The argument of MAIL or RCPT (RFC 5321 4.1.1.2, 4.1.1.3).
 *
 * @param address without the source route, which is dropped (RFC 5321 appendix C)
 * @param parameters keyword in upper case to value, in the order given; the value is empty where the client gave none
 */
record EnvelopePath(Address address, Map<String, String> parameters) {
    EnvelopePath {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
}
