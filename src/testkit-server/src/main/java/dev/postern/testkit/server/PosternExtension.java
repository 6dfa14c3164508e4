package dev.postern.testkit.server;

import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/**
 * Starts a server with the plugins of a test, for a field with {@code @RegisterExtension}: one server for the whole class if
 * the field is static, else one for each test. Clients and server are closed when the test or the class is over.
 *
 * <p>It injects, into test and lifecycle methods: {@link Postern}, the server; {@link SmtpClient}, a connection for each
 * parameter, the greeting still to be read; {@link Vertx}, that of the server; and what vertx-junit5 injects beside, so its own
 * extension is not registered with this one.
 *
 * <p>Unless a test says otherwise the server listens in clear, offers AUTH if a plugin has mechanisms, every recipient is
 * opened behind the test's own groups, and mail is kept in memory ({@link Postern#mails}).
 */
public final class PosternExtension extends VertxParameters
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(PosternExtension.class);

    private final Setup setup;

    private PosternExtension(Setup setup) {
        this.setup = setup;
    }

    /** A server whose chain is one group, of plugins that do not block. */
    public static PosternExtension with(String group, Supplier<? extends Plugin> factory) {
        return new PosternExtension(Setup.EMPTY).then(group, factory);
    }

    /** A server whose chain is one group. */
    public static PosternExtension with(GroupOptions options, Supplier<? extends Plugin> factory) {
        return new PosternExtension(Setup.EMPTY).then(options, factory);
    }

    /** A server whose chain is one group, with all that the configuration can say of it. */
    public static PosternExtension with(GroupOptions options, Supplier<? extends Plugin> factory, ChainLink link) {
        return new PosternExtension(Setup.EMPTY).then(options, factory, link);
    }

    /** One more group at the end of the chain, of plugins that do not block. */
    public PosternExtension then(String group, Supplier<? extends Plugin> factory) {
        return then(GroupOptions.eventLoop(group), factory);
    }

    /** One more group at the end of the chain. */
    public PosternExtension then(GroupOptions options, Supplier<? extends Plugin> factory) {
        return then(options, factory, Setup.link(options.group(), ChainLink.Role.PLAIN));
    }

    /** One more group at the end of the chain, with all that the configuration can say of it: tier, budget, failure, role. */
    public PosternExtension then(GroupOptions options, Supplier<? extends Plugin> factory, ChainLink link) {
        if (!link.group().equals(options.group())) {
            throw new IllegalArgumentException(
                    "link of group '" + link.group() + "', expected '" + options.group() + "'");
        }
        List<Setup.Member> members = new ArrayList<>(setup.members());
        members.add(new Setup.Member(options, factory, link));
        return new PosternExtension(new Setup(members, setup.inbox(), setup.open(), setup.tls(), setup.options()));
    }

    /** This group takes the mail. One that is in the chain too is deployed once, as it is there. */
    public PosternExtension inbox(GroupOptions options, Supplier<? extends Plugin> factory) {
        Setup.Member inbox = Setup.Member.of(options, factory);
        return new PosternExtension(new Setup(setup.members(), inbox, setup.open(), setup.tls(), setup.options()));
    }

    /** Recipients are opened by the test's own groups alone: by one whose link says that it admits. */
    public PosternExtension admittingNobodyElse() {
        return new PosternExtension(new Setup(setup.members(), setup.inbox(), false, setup.tls(), setup.options()));
    }

    /** TLS after STARTTLS, or at once; the certificate is self-signed. */
    public PosternExtension tls(SmtpOptions.TlsMode mode) {
        return new PosternExtension(new Setup(setup.members(), setup.inbox(), setup.open(), mode, setup.options()));
    }

    /** Other options than the ones that the extension would start the server with: limits, timeouts, budgets. */
    public PosternExtension options(UnaryOperator<SmtpOptions> change) {
        return new PosternExtension(new Setup(setup.members(), setup.inbox(), setup.open(), setup.tls(), change));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        open(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (server(context) == null) {
            open(context);
        }
        store(context).put(Clients.class, new Clients());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Clients clients = store(context).remove(Clients.class, Clients.class);
        if (clients != null) {
            clients.forEach(SmtpClient::close);
        }
        close(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Postern.class
                || type == Vertx.class
                || type == SmtpClient.class && store(context).get(Clients.class) != null
                || super.supportsParameter(parameter, context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Postern.class) {
            return server(context);
        }
        if (type == Vertx.class) {
            return server(context).vertx();
        }
        return type == SmtpClient.class ? connect(context) : super.resolveParameter(parameter, context);
    }

    /** The connections of one test. */
    private static final class Clients extends ConcurrentLinkedQueue<SmtpClient> {
        private static final long serialVersionUID = 1L;
    }

    private SmtpClient connect(ExtensionContext context) {
        SmtpClient client = server(context).connect();
        store(context).get(Clients.class, Clients.class).add(client);
        return client;
    }

    private void open(ExtensionContext context) {
        store(context).put(this, Postern.start(setup));
    }

    private void close(ExtensionContext context) {
        Postern own = store(context).remove(this, Postern.class);
        if (own != null) {
            own.close();
        }
    }

    /** Of the test, or of its class. */
    private Postern server(ExtensionContext context) {
        return store(context).get(this, Postern.class);
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(SPACE);
    }
}
