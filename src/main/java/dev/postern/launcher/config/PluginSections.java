package dev.postern.launcher.config;

import dev.postern.maildir.MaildirOptions;
import dev.postern.recipients.RecipientsOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/** The options of the plugins in this jar, out of the section {@code plugins}. */
public final class PluginSections {
    private PluginSections() {}

    public static RecipientsOptions recipients(Configuration configuration) {
        JsonObject recipients = configuration.section("plugins").getJsonObject("recipients");
        return new RecipientsOptions(
                SmtpSection.texts(recipients.getJsonArray("domains")),
                SmtpSection.texts(recipients.getJsonArray("addresses")));
    }

    public static MaildirOptions maildir(Configuration configuration) {
        JsonObject maildir = configuration.section("plugins").getJsonObject("maildir");
        return new MaildirOptions(
                Path.of(maildir.getString("path")),
                maildir.getBoolean("delivered-to"),
                maildir.getString("default-domain"));
    }
}
