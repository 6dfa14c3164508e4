package dev.postern.launcher.config;

import dev.postern.access.AccessOptions;
import dev.postern.maildir.MaildirOptions;
import dev.postern.passwords.PasswordsOptions;
import dev.postern.recipients.RecipientsOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options of the plugins in this jar, out of the section {@code plugins}. */
public final class PluginSections {
    public static final String RECIPIENTS = "recipients";
    public static final String MAILDIR = "maildir";
    public static final String PASSWORDS = "passwords";
    public static final String ACCESS = "access";
    public static final Set<String> IN_THIS_JAR = Set.of(RECIPIENTS, MAILDIR, PASSWORDS, ACCESS);

    private static final int HASHES_LIMIT = 8;

    private PluginSections() {}

    public static RecipientsOptions recipients(Configuration configuration) {
        JsonObject recipients = configuration.section("plugins").getJsonObject(RECIPIENTS);
        List<String> domains = SmtpSection.texts(recipients.getJsonArray("domains"));
        JsonArray addresses = recipients.getJsonArray("addresses");
        return new RecipientsOptions(
                domains,
                addresses == null
                        ? domains.stream().map(domain -> "@" + domain).toList()
                        : SmtpSection.texts(addresses));
    }

    public static MaildirOptions maildir(Configuration configuration) {
        JsonObject maildir = configuration.section("plugins").getJsonObject(MAILDIR);
        return new MaildirOptions(
                Path.of(maildir.getString("path")),
                maildir.getBoolean("delivered-to"),
                maildir.getString("default-domain", firstDomain(configuration)));
    }

    public static PasswordsOptions passwords(Configuration configuration) {
        JsonObject passwords = configuration.section("plugins").getJsonObject(PASSWORDS);
        int atOnce = passwords.getInteger("at-once");
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new PasswordsOptions(
                Path.of(passwords.getString("file")),
                new LinkedHashSet<>(SmtpSection.texts(passwords.getJsonArray("mechanisms"))),
                passwords.getLong("delay"),
                atOnce == 0 ? Math.min(half, HASHES_LIMIT) : atOnce);
    }

    public static AccessOptions access(Configuration configuration) {
        JsonObject access = configuration.section("plugins").getJsonObject(ACCESS);
        String file = access.getString("file");
        return new AccessOptions(
                file == null ? null : Path.of(file),
                SmtpSection.texts(access.getJsonArray("rules")),
                access.getString("allowed").equals("accept"),
                Integer.parseInt(access.getString("code")));
    }

    private static String firstDomain(Configuration configuration) {
        List<String> domains = recipients(configuration).domains();
        return domains.isEmpty() ? configuration.section("smtp").getString("hostname") : domains.get(0);
    }

    /** The plugins that are not of this jar: group to {@code class}, {@code threading}, {@code instances}, {@code options}. */
    public static Map<String, JsonObject> own(Configuration configuration) {
        JsonObject plugins = configuration.section("plugins");
        Map<String, JsonObject> own = new LinkedHashMap<>();
        for (String name : plugins.fieldNames()) {
            if (!IN_THIS_JAR.contains(name)) {
                own.put(name, plugins.getJsonObject(name));
            }
        }
        return own;
    }
}
