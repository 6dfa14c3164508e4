package dev.postern.passwords;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Decision;
import io.vertx.core.Future;

/** One way to log in. It keeps nothing between two steps: what it needs for the next stands in the group's data. */
interface Mechanism {
    /** Answers one step of an exchange. */
    Future<Decision> step(Authenticate event, Users users);
}
