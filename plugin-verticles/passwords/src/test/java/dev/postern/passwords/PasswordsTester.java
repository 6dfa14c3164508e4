package dev.postern.passwords;

import dev.postern.contract.plugin.GroupOptions;
import dev.postern.passwords.users.UsersText;
import dev.postern.testkit.PluginTester;
import java.nio.file.Path;
import java.util.Set;

/** The plugin with all of its mechanisms, and a users file of the test. */
public final class PasswordsTester {
    public static final Set<String> MECHANISMS = Set.copyOf(PasswordsOptions.MECHANISMS);

    private PasswordsTester() {}

    /** Tests the plugin with a file of these users. */
    public static PluginTester of(Path folder, String... lines) {
        PasswordsOptions options = options(UsersText.write(folder, lines));
        return PluginTester.of(GroupOptions.worker("passwords").withInstances(1), Passwords.sharing(options));
    }

    static PasswordsOptions options(Path file) {
        return new PasswordsOptions(file, MECHANISMS, 0, 2);
    }
}
