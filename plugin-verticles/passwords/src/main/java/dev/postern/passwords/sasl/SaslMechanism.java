package dev.postern.passwords.sasl;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.passwords.hash.HashWorkers;
import dev.postern.passwords.users.Users;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One way to log in. It keeps nothing between two steps: what it needs for the next stands in the group's data. */
public interface SaslMechanism {
    /** RFC 7677. */
    String SCRAM_SHA_256 = "SCRAM-SHA-256";

    /** Answers one step of an exchange. */
    Future<Decision> step(Authenticate event, Users users);

    /**
     * Those that are offered, by name.
     *
     * @param names of them
     * @param workers where passwords are hashed
     * @param delay in milliseconds before a refusal
     */
    static Map<String, SaslMechanism> offered(Set<String> names, HashWorkers workers, long delay) {
        SaslReplies replies = new SaslReplies(delay);
        SaslMechanism password = new PlainMechanism(workers, replies);
        SaslMechanism scram = new ScramMechanism(names.contains(ScramMechanism.PLUS), replies);
        Map<String, SaslMechanism> known = new HashMap<>();
        known.put("PLAIN", password);
        known.put("LOGIN", password);
        known.put(SCRAM_SHA_256, scram);
        known.put(ScramMechanism.PLUS, scram);
        known.put("OAUTHBEARER", new OAuthBearerMechanism(replies));
        known.put("EXTERNAL", new ExternalMechanism(replies));
        known.keySet().retainAll(names);
        return known;
    }
}
