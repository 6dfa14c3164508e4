package dev.postern.passwords.sasl;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import dev.postern.passwords.hash.HashWorkers;
import dev.postern.passwords.users.Users;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One way to log in. It keeps nothing between two steps: what it needs for the next stands in the group's data. */
public interface SaslMechanism {
    /** RFC 7677. */
    String SCRAM_SHA_256 = "SCRAM-SHA-256";

    /** The names of all that there are, in the order in which they are shown. */
    List<String> NAMES = List.of("PLAIN", "LOGIN", SCRAM_SHA_256, ScramMechanism.PLUS, "OAUTHBEARER", "EXTERNAL");

    /** Answers one step of an exchange. */
    Future<Decision> step(Authenticate event, Users users);

    /**
     * Those that are offered, by name.
     *
     * @param names of them, out of {@link #NAMES}
     * @param workers where passwords are hashed
     * @param delay in milliseconds before a refusal
     */
    static Map<String, SaslMechanism> offered(Set<String> names, HashWorkers workers, long delay) {
        SaslReplies replies = new SaslReplies(delay);
        SaslMechanism password = new PlainMechanism(workers, replies);
        SaslMechanism scram = new ScramMechanism(names.contains(ScramMechanism.PLUS), replies);
        return names.stream().collect(Collectors.toMap(name -> name, name -> switch (name) {
            case "PLAIN", "LOGIN" -> password;
            case SCRAM_SHA_256, ScramMechanism.PLUS -> scram;
            case "OAUTHBEARER" -> new OAuthBearerMechanism(replies);
            case "EXTERNAL" -> new ExternalMechanism(replies);
            default -> throw new IllegalArgumentException("there is no mechanism '" + name + "'");
        }));
    }
}
