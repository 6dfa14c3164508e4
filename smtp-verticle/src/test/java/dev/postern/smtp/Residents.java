package dev.postern.smtp;

import dev.postern.contract.Address;
import dev.postern.contract.Decision;
import dev.postern.contract.RcptTo;

/** Who is known at example.org: everybody but {@code nobody}. */
final class Residents {
    private Residents() {}

    static Decision decide(RcptTo event) {
        Address address = event.recipient().address();
        if (address.isPostmaster()) {
            return Decision.accept();
        }
        if (!address.domainKey().equals("example.org")) {
            return Decision.pass();
        }
        return address.local().equals("nobody") ? Decision.reject(550, "5.1.1", "no such user") : Decision.accept();
    }
}
