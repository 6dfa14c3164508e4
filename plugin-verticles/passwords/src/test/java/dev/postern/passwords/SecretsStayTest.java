package dev.postern.passwords;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.postern.contract.Event;
import dev.postern.passwords.hash.ScramKeys;
import dev.postern.passwords.hash.Secrets;
import dev.postern.passwords.users.NewCredentials;
import dev.postern.passwords.users.Users;
import dev.postern.passwords.users.UsersText;
import dev.postern.testkit.EventScene;
import dev.postern.testkit.Events;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No secret is in what may end in a log. */
class SecretsStayTest {
    private static final List<String> SECRETS =
            List.of("hunter2", Secrets.digest("hunter2"), UsersText.hash("hunter2"), "c29tZXNhbHQ", "5a5a5a5a");

    @TempDir
    Path folder;

    @Test
    void noTextOfAnObjectHoldsASecret() throws Exception {
        String line = "alice " + UsersText.hash("hunter2") + " token=" + Secrets.digest("hunter2");
        Users users = UsersText.read(folder, UsersText.SECRET, line);
        assertSilent(
                users,
                users.find("alice"),
                users.find("alice").password(),
                users.decoy(),
                users.keys("nobody"),
                NewCredentials.password("hunter2"),
                ScramKeys.of("hunter2", new byte[16], 4096));
    }

    @Test
    void noToldEventAndNoTextOfAnEventHoldsASecret() {
        Event password = Events.authenticate("alice", "hunter2");
        Event token = EventScene.standard().authenticate("OAUTHBEARER", Buffer.buffer("n,,\1auth=Bearer hunter2\1\1"));
        for (Event event : List.of(password, token)) {
            assertSilent(event, event.told(), event.told().arguments().encode());
        }
    }

    private static void assertSilent(Object... things) {
        for (Object thing : things) {
            for (String secret : SECRETS) {
                assertFalse(thing.toString().contains(secret), () -> "a secret of " + thing.getClass());
            }
        }
    }
}
