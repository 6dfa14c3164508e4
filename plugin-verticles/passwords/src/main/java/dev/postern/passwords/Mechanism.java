package dev.postern.passwords;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One way to log in. It keeps nothing between two steps: what it needs for the next stands in the group's data. */
interface Mechanism {
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
    static Map<String, Mechanism> offered(Set<String> names, HashWorkers workers, long delay) {
        Answers answers = new Answers(delay);
        Mechanism password = new PasswordLogin(workers, answers);
        Mechanism scram = new ScramLogin(names.contains(ScramLogin.PLUS), answers);
        Map<String, Mechanism> known = new HashMap<>();
        known.put("PLAIN", password);
        known.put("LOGIN", password);
        known.put(SCRAM_SHA_256, scram);
        known.put(ScramLogin.PLUS, scram);
        known.put("OAUTHBEARER", new TokenLogin(answers));
        known.put("EXTERNAL", new CertificateLogin(answers));
        known.keySet().retainAll(names);
        return known;
    }
}
